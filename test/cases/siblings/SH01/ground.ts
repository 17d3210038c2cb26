import { workerData } from 'node:worker_threads';

const { flag, weather } = workerData as { flag: Int32Array; weather: Float64Array };
Atomics.wait(flag, 0, 0);
if (Atomics.load(flag, 0) === 1) console.log('pressure', weather[0], 'temperature', weather[1]);
