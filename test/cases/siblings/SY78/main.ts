import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
new Int32Array(memory.buffer)[0] = 16;
const workers = [7, 9].map((fill) => new Worker(new URL('./fill.ts', import.meta.url), { workerData: { memory, fill } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(new Uint8Array(memory.buffer, 16, 8));
