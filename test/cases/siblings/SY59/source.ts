import { workerData } from 'node:worker_threads';

const [COUNT, CLOSED] = [0, 1];
const channel = workerData as Int32Array;
const lines = ['12', '7', 'x', '3'];

function produce(): void {
  for (const line of lines) {
    const value = Number(line);
    if (Number.isNaN(value)) throw new Error(`not a number: ${line}`);
    Atomics.add(channel, COUNT, 1);
    Atomics.notify(channel, COUNT);
  }
  Atomics.store(channel, CLOSED, 1); //~ lost-wakeup | wait-cycle
  Atomics.add(channel, COUNT, 1);
  Atomics.notify(channel, COUNT); //~ lost-wakeup | wait-cycle
}

try {
  produce();
} catch (error) {
  console.error(error);
}
