import { Worker } from 'node:worker_threads';

const cells = new Int32Array(new SharedArrayBuffer(64));
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url));
const channel = new BroadcastChannel('cells');
channel.postMessage(cells);

// file: worker.ts
const channel = new BroadcastChannel('cells');
channel.onmessage = (event) => {
  const cells = (event as MessageEvent<Int32Array>).data;
  cells[2]++;
  //| unlocked-shared-mutation
};
