import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const seats = new Int32Array(new SharedArrayBuffer(8));
seats[0] = 50;
const desks = [0, 1].map(() => new Worker(new URL('./desk.ts', import.meta.url), { workerData: seats }));
await Promise.all(desks.map((desk) => once(desk, 'exit')));
console.log(seats[0]);
