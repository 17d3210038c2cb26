import { workerData } from 'node:worker_threads';

const { pulses } = workerData as { pulses: Int32Array };
for (let i = 0; i < 300_000; i++) {
  Atomics.add(pulses, 0, 1); //~ mixed-atomic-access
}
