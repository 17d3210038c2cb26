import { Worker } from 'node:worker_threads';

const ready = new Int32Array(new SharedArrayBuffer(4));
const geocoder = new Worker(new URL('./geocoder.ts', import.meta.url));
let position = '';

geocoder.on('message', (reply: string) => {
  position = reply;
  Atomics.store(ready, 0, 1);
  Atomics.notify(ready, 0);
});

function locate(city: string): string {
  geocoder.postMessage(city);
  Atomics.wait(ready, 0, 0); //~ blocking-wait-on-event-loop | wait-cycle
  return position;
}

console.log(locate('Kiel'));
await geocoder.terminate();
