import { workerData } from 'node:worker_threads';

const { stats, me } = workerData as { stats: Int32Array; me: number };
const own = stats.subarray(1 + me, 2 + me);
for (let i = 0; i < 400; i++) {
  Atomics.add(stats, 0, 1);
  own[0]++;
}
