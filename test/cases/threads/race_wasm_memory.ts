import { Worker } from 'node:worker_threads';

const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: { memory } });

// file: worker.ts
import { workerData } from 'node:worker_threads';
const { memory } = workerData as { memory: WebAssembly.Memory };
const bytes = new Uint8Array(memory.buffer);
bytes[10] = bytes[10] + 1;
//| unlocked-shared-mutation
