import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

class SyncResolver {
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  readonly #channel = new MessageChannel();
  readonly #worker: Worker;

  constructor() {
    const { port2 } = this.#channel;
    this.#worker = new Worker(new URL('./resolve.ts', import.meta.url), {
      workerData: { port: port2, done: this.#done },
      transferList: [port2],
    });
    this.#worker.unref();
  }

  resolve(specifier: string): string {
    Atomics.store(this.#done, 0, 0);
    this.#channel.port1.postMessage(specifier);
    Atomics.wait(this.#done, 0, 0);
    return receiveMessageOnPort(this.#channel.port1)?.message as string;
  }
}

console.log(new SyncResolver().resolve('node:fs'));
