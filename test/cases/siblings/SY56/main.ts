import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const stage = new Int32Array(new SharedArrayBuffer(4));
const builder = new Worker(new URL('./builder.ts', import.meta.url), { workerData: stage });
const tester = new Worker(new URL('./tester.ts', import.meta.url), { workerData: stage });
await Promise.all([once(builder, 'exit'), once(tester, 'exit')]);
