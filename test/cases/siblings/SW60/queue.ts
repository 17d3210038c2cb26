import type { Registry } from './registry.ts';

export class Queue {
  readonly #up = Promise.withResolvers<string>();

  get up(): Promise<string> {
    return this.#up.promise;
  }

  async start(registry: Registry): Promise<void> {
    const address = await registry.up;
    this.#up.resolve(`queue at ${address}`);
  }
}
