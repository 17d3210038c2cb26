import { workerData } from 'node:worker_threads';
const { b, r } = workerData as { b: SharedArrayBuffer; r: number };
const bytes = new Uint8Array(b);
for (let i = 0; i < 1000; i++) bytes[r] = i & 255;
