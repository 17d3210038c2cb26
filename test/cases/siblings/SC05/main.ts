import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const seats = new Int32Array(new SharedArrayBuffer(4 * 20_000));
const sold: number[] = [];
const clerks = [1, 2].map((clerk) => {
  const worker = new Worker(new URL('./clerk.ts', import.meta.url), { workerData: { seats, clerk } });
  worker.on('message', (count: number) => sold.push(count));
  return once(worker, 'exit');
});
await Promise.all(clerks);
console.log('sold', sold.reduce((a, b) => a + b), 'of', seats.length);
