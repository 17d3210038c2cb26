import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const shared = { seq: new Int32Array(new SharedArrayBuffer(4)), xy: new Float64Array(new SharedArrayBuffer(16)) };
const mouse = new Worker(new URL('./mouse.ts', import.meta.url), { workerData: shared });
const view = new Worker(new URL('./view.ts', import.meta.url), { workerData: shared });
await Promise.all([once(mouse, 'exit'), once(view, 'exit')]);
