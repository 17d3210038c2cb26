// The page reads the progress while the worker behind the proxy is still writing it.
import { wrap } from 'comlink';

const progress = new Float64Array(new SharedArrayBuffer(8));
const worker = new Worker(new URL('./encode.ts', import.meta.url), { type: 'module' });
const encoder = wrap<{ encode(progress: Float64Array): number }>(worker);
const result = encoder.encode(progress);
setInterval(() => {
  console.log(progress[0]);
  //| unlocked-shared-read
}, 100);
await result;

// file: encode.ts
import { expose } from 'comlink';
expose({
  encode(progress: Float64Array): number {
    for (let i = 0; i < 100; i++) progress[0] = i / 100;
    return 1;
  },
});
