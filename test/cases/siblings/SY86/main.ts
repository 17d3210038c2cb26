import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const log = new Int32Array(new SharedArrayBuffer(8));
const parsers = [0, 1].map(() => new Worker(new URL('./parser.ts', import.meta.url), { workerData: log }));
await Promise.all(parsers.map((parser) => once(parser, 'exit')));
