import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const field = new Float32Array(new SharedArrayBuffer(4 * 100));

async function wave(phase: 'fill' | 'smooth'): Promise<void> {
  const exits: Promise<unknown>[] = [];
  for (let part = 0; part < 2; part++) {
    const worker = new Worker(new URL('./part.ts', import.meta.url), { workerData: { field, phase, part } });
    exits.push(once(worker, 'exit'));
  }
  await Promise.all(exits);
}

await wave('fill');
await wave('smooth');
console.log(field[50]);
