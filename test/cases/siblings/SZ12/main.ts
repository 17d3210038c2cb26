import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const field = new Float32Array(new SharedArrayBuffer(4 * 100));
const exits: Promise<unknown>[] = [];

function wave(phase: 'fill' | 'sum'): void {
  for (let part = 0; part < 2; part++) {
    const worker = new Worker(new URL('./part.ts', import.meta.url), { workerData: { field, phase, part } });
    exits.push(once(worker, 'exit'));
  }
}

wave('fill');
wave('sum');
await Promise.all(exits);
