import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const shared = { flag: new Int32Array(new SharedArrayBuffer(4)), weather: new Float64Array(new SharedArrayBuffer(24)) };
const [writer, reader] = ['./balloon.ts', './ground.ts'].map((file) => new Worker(new URL(file, import.meta.url), { workerData: shared }));
await Promise.all([once(writer, 'exit'), once(reader, 'exit')]);
