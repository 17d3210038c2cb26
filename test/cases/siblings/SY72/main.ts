import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const shared = new Int32Array(new SharedArrayBuffer(4 * 18));
const users = [0, 1].map(() => new Worker(new URL('./user.ts', import.meta.url), { workerData: shared }));
await Promise.all(users.map((user) => once(user, 'exit')));
