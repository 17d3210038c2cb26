import type { Queue } from './queue.ts';

export class Registry {
  readonly #up = Promise.withResolvers<string>();

  get up(): Promise<string> {
    return this.#up.promise;
  }

  async start(queue: Queue): Promise<void> {
    this.#up.resolve('10.0.0.1');
    console.log('seen', await queue.up);
  }
}
