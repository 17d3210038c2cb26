import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

const done = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./parser.ts', import.meta.url), { workerData: done });
worker.on('message', async ({ path }: { path: string }) => {
  worker.postMessage({ text: await readFile(path, 'utf8') });
});

while (Atomics.load(done, 0) === 0) {
  Atomics.wait(done, 0, 0); //~ blocking-wait-on-event-loop | wait-cycle
}
console.log('parsed');
