import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const visits = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./visit.ts', import.meta.url), { workerData: visits });
for (let i = 0; i < 10; i++) {
  await navigator.locks.request('visits', () => {
    visits[0] += 1;
  });
}
await once(worker, 'exit');
console.log(visits[0]);
