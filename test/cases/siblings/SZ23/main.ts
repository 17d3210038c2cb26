import { Worker } from 'node:worker_threads';

let ready = false;
const worker = new Worker(new URL('./warm.ts', import.meta.url));
worker.once('message', () => {
  ready = true;
});
while (!ready) { //~ blocking-wait-on-event-loop | blocking-cpu
  // just a moment
}
worker.postMessage('go');
