import { workerData } from 'node:worker_threads';
const { data, half } = workerData as { data: Float64Array; half: number };
const TMP = 2000;
for (let i = half * 1000; i < half * 1000 + 999; i++) {
  data[TMP] = data[i]; //~ unlocked-shared-mutation
  data[i] = data[i + 1];
  data[i + 1] = data[TMP]; //~ unlocked-shared-read
}
