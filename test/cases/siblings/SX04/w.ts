import { workerData } from 'node:worker_threads';
const { a, id } = workerData as { a: Int32Array; id: number };
for (let i = 0; i < 50; i++) a[id * 50 + i] = i; //~ unlocked-shared-mutation
let sum = 0;
for (let i = 0; i < 100; i++) sum += a[i]; //~ unlocked-shared-read
console.log(sum);
