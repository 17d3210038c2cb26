import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const mailbox = new SharedArrayBuffer(24);
const post = new Worker(new URL('./post.ts', import.meta.url), { workerData: mailbox });
const owner = new Worker(new URL('./owner.ts', import.meta.url), { workerData: mailbox });
await Promise.all([once(post, 'exit'), once(owner, 'exit')]);
