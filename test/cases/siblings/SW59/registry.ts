import type { Queue } from './queue.ts';

export class Registry {
  readonly #up = Promise.withResolvers<string>();

  get up(): Promise<string> {
    return this.#up.promise;
  }

  async start(queue: Queue): Promise<void> {
    const name = await queue.up; //~ wait-cycle
    this.#up.resolve(`registry of ${name}`); //~ wait-cycle
  }
}
