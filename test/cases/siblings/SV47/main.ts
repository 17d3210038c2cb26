import { Worker } from 'node:worker_threads';

const shared = new SharedArrayBuffer(8);
const progress = new Int32Array(shared, 4, 1);
let running = 3;

const timer = setInterval(() => {
  const [done = 0] = progress; //~ mixed-atomic-access | unlocked-shared-read
  process.stdout.write(`\r${done} frames`);
}, 100);

for (const part of ['intro', 'body', 'credits']) {
  new Worker('./encode.ts', { workerData: { shared, part } }).on('exit', () => {
    if (--running === 0) clearInterval(timer);
  });
}
