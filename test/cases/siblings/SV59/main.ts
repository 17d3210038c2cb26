import { Worker } from 'node:worker_threads';

class SyncResolver {
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  #answer = '';

  constructor() {
    this.#worker = new Worker(new URL('./resolve.ts', import.meta.url));
    this.#worker.on('message', (path: string) => {
      this.#answer = path;
      Atomics.store(this.#done, 0, 1);
      Atomics.notify(this.#done, 0);
    });
  }

  resolve(specifier: string): string {
    Atomics.store(this.#done, 0, 0);
    this.#worker.postMessage(specifier);
    Atomics.wait(this.#done, 0, 0); //~ blocking-wait-on-event-loop | wait-cycle
    return this.#answer;
  }
}

console.log(new SyncResolver().resolve('node:fs'));
