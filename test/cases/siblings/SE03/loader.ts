import { workerData } from 'node:worker_threads';

const { flag } = workerData as { flag: Int32Array };
Atomics.store(flag, 1, 4_096);
Atomics.store(flag, 0, 1);
Atomics.notify(flag, 0);
