import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const pulses = new Int32Array(new SharedArrayBuffer(4));
const meter = new Worker(new URL('./meter.ts', import.meta.url), { workerData: { pulses } });
const exited = once(meter, 'exit');
for (let minute = 0; minute < 3; minute++) {
  await delay(5);
  console.log('pulses', Atomics.load(pulses, 0));
  pulses[0] = 0; //~ mixed-atomic-access | unlocked-shared-mutation | non-atomic-update
}
await exited;
