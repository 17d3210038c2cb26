import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const table = new Int32Array(new SharedArrayBuffer(4 * 34));
const users = [0, 1, 2].map(() => new Worker(new URL('./user.ts', import.meta.url), { workerData: { table } }));
await Promise.all(users.map((user) => once(user, 'exit')));
