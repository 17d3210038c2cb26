import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SLOTS = 8;
const pool = {
  head: new Int32Array(new SharedArrayBuffer(4)),
  next: new Int32Array(new SharedArrayBuffer(4 * SLOTS)),
  data: new Int32Array(new SharedArrayBuffer(4 * SLOTS)),
};
for (let slot = 0; slot < SLOTS; slot++) pool.next[slot] = slot + 1;
const users = [0, 1].map(() => new Worker(new URL('./user.ts', import.meta.url), { workerData: pool }));
await Promise.all(users.map((user) => once(user, 'exit')));
