import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
const workers = [0, 1].map(() => new Worker(new URL('./step.ts', import.meta.url), { workerData: memory }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(new Int32Array(memory.buffer)[0]);
