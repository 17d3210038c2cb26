import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const samples = Float32Array.from({ length: 256 }, (_, i) => Math.sin(i / 8));
const analyser = new Worker(new URL('./analyser.ts', import.meta.url));
const copy = samples.slice();
analyser.postMessage(copy, [copy.buffer]);
samples.fill(0, 0, 16);
const [peak] = await once(analyser, 'message');
console.log('peak', peak, 'kept', samples.length);
