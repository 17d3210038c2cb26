import { Worker } from 'node:worker_threads';

const state = { ready: false };
const worker = new Worker(new URL('./worker.ts', import.meta.url));
worker.on('message', () => {
  state.ready = true;
});
while (!state.ready) {
  //| blocking-wait-on-event-loop: own event loop
}

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.postMessage('ready');
