import { workerData } from 'node:worker_threads';

const { flag, weather } = workerData as { flag: Int32Array; weather: Float64Array };
weather.set([1_013.2, -4.5, 0.61]);
Atomics.store(flag, 0, 1);
Atomics.notify(flag, 0);
