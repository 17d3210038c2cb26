import { Worker } from 'node:worker_threads';

const IDLE = 0;
const state = new Int32Array(new SharedArrayBuffer(4));
new Worker(new URL('./indexer.ts', import.meta.url), { workerData: state });

const outcome = Atomics.waitAsync(state, 0, IDLE); //~ lost-wakeup
if (outcome.async) {
  await outcome.value; //~ lost-wakeup
}
console.log('indexed', Atomics.load(state, 0));
