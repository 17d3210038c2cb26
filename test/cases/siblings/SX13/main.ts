import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const out = new Int32Array(new SharedArrayBuffer(8));
const ws = [0, 1].map((i) => new Worker(new URL('./w.ts', import.meta.url), { workerData: { out, i } }));
await Promise.race(ws.map((w) => once(w, 'message')));
console.log(out[0] + out[1]); //~ unlocked-shared-read
