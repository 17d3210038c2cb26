import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const totals = new Float64Array(new SharedArrayBuffer(16));
for (const month of ['jan', 'feb', 'mar']) {
  const worker = new Worker(new URL('./month.ts', import.meta.url), { workerData: { totals, month } });
  const [code] = await once(worker, 'exit');
  if (code !== 0) throw new Error(month);
  totals[1] += 1;
}
console.log(totals[0], totals[1]);
