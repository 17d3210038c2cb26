// The same classes, where the main thread counts the hits and the worker the misses.
import { Worker } from 'node:worker_threads';

class Registry {
  private readonly cells = new Map<string, Int32Array>();
  add(name: string): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(4);
    this.cells.set(name, new Int32Array(memory));
    return memory;
  }
  counter(name: string): () => void {
    const cell = this.cells.get(name)!;
    return () => {
      cell[0]++;
    };
  }
}
const registry = new Registry();
const memories = ['hits', 'misses'].map((name) => registry.add(name));
const worker = new Worker(new URL('./worker.ts', import.meta.url));
worker.postMessage({ memories });
const hit = registry.counter('hits');
hit();

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort!.on('message', ({ memories: [, misses] }: { memories: SharedArrayBuffer[] }) => {
  const cell = new Int32Array(misses);
  cell[0]++;
});
