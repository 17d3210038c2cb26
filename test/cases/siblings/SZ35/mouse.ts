import { workerData } from 'node:worker_threads';

const { seq, xy } = workerData as { seq: Int32Array; xy: Float64Array };
for (let i = 0; i < 1_000; i++) {
  xy[0] = i; //~ unlocked-shared-mutation
  xy[1] = -i; //~ unlocked-shared-mutation
  Atomics.add(seq, 0, 2);
}
