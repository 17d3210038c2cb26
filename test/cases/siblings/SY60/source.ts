import { workerData } from 'node:worker_threads';

const [COUNT, CLOSED] = [0, 1];
const channel = workerData as Int32Array;
const lines = ['12', '7', 'x', '3'];

try {
  for (const line of lines) {
    if (Number.isNaN(Number(line))) throw new Error(`not a number: ${line}`);
    Atomics.add(channel, COUNT, 1);
    Atomics.notify(channel, COUNT);
  }
} catch (error) {
  console.error(error);
} finally {
  Atomics.store(channel, CLOSED, 1);
  Atomics.add(channel, COUNT, 1);
  Atomics.notify(channel, COUNT);
}
