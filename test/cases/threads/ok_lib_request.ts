// A library that asks its own thread and sleeps until the answer is there; the user calls what it exports.
import { Worker } from 'node:worker_threads';

export interface Options {
  readonly size: number;
}

export class Client {
  private readonly cells: Int32Array;
  private readonly worker: Worker;
  private closed = false;

  constructor(options: Partial<Options> = {}) {
    const buffer = new SharedArrayBuffer(options.size ?? 16);
    this.cells = new Int32Array(buffer);
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { buffer } });
  }

  ask(n: number): number {
    if (this.closed) throw new Error('closed');
    Atomics.store(this.cells, 0, 0);
    this.worker.postMessage(n);
    while (Atomics.load(this.cells, 0) === 0) Atomics.wait(this.cells, 0, 0);
    return this.cells[1] ?? 0;
  }

  close(): void {
    this.closed = true;
    this.worker.postMessage('close');
  }
}

// file: worker.ts
import { parentPort, workerData } from 'node:worker_threads';

const cells = new Int32Array((workerData as { buffer: SharedArrayBuffer }).buffer);
parentPort!.on('message', (n: number | 'close') => {
  if (n === 'close') {
    parentPort!.close();
    return;
  }
  cells[1] = n * 2;
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
});
