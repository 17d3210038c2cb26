// `Atomics.wait` on memory that nobody shares is a sleep: fine in a tool and at start-up, not below a handler.
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';

const cell = new Int32Array(new SharedArrayBuffer(4));
const memory = new SharedArrayBuffer(8);
const view = new Int32Array(memory);
const given = new SharedArrayBuffer(4);
const answer = new Int32Array(given);
const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: given });

function pause(ms: number): void {
  Atomics.wait(cell, 0, 0, ms);
  //| blocking-call
}

pause(10);

createServer((req, res) => {
  if (req.url === '/slow') pause(100);
  if (req.url === '/view') Atomics.wait(view, 1, 0, 50);
  //| blocking-call
  if (req.url === '/inline') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  // Not equal to what is there: returns at once.
  if (req.url === '/other') Atomics.wait(cell, 0, 1, 50);
  if (req.url === '/now') Atomics.wait(cell, 0, 0, 0);
  res.end();
}).listen(80);

export function ask(): number {
  worker.postMessage('go');
  // Somebody else has this memory: not a sleep.
  Atomics.wait(answer, 0, 0, 1000);
  return Atomics.load(answer, 0);
}
