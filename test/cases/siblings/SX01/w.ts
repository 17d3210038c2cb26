import { workerData } from 'node:worker_threads';
const { a, part } = workerData as { a: Int32Array; part: number };
const chunk = a.length / 4;
const end = Math.min((part + 1) * chunk, a.length - 1);
for (let i = part * chunk; i < end; i++) {
  a[i] = a[i + 1] + 1; //~ unlocked-shared-mutation | unlocked-shared-read
}
