import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const data = new Float64Array(new SharedArrayBuffer(8 * 2001));
const ws = [0, 1].map((half) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { data, half } }));
for (const w of ws) await once(w, 'exit');
