import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const flag = new Int32Array(new SharedArrayBuffer(8));
const loader = new Worker(new URL('./loader.ts', import.meta.url), { workerData: { flag } });
const exited = once(loader, 'exit');
while (Atomics.load(flag, 0) === 0) {
  const parked = Atomics.waitAsync(flag, 0, 0);
  if (parked.async) await parked.value;
}
console.log('size', Atomics.load(flag, 1));
await exited;
