import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./worker.ts', import.meta.url));
const numbers = new Int32Array(8);
worker.postMessage(numbers);
numbers[0] = 1;
const copy = numbers.slice();
worker.postMessage(copy, [copy.buffer]);
numbers[1] = 2;
console.log(numbers[0]);

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.on('message', (numbers: Int32Array) => {
  numbers[0] += 1;
});
