import { workerData } from 'node:worker_threads';

const steps = new Int32Array((workerData as WebAssembly.Memory).buffer);
for (let i = 0; i < 10_000; i++) steps[0]++; //~ unlocked-shared-mutation
