import { workerData } from 'node:worker_threads';

const { turn, log, rank } = workerData as { turn: Int32Array; log: Int32Array; rank: number };
let now = Atomics.load(turn, 0);
while (now !== rank) {
  Atomics.wait(turn, 0, now);
  now = Atomics.load(turn, 0);
}
log[0] += 1;
log[log[0]] = rank;
Atomics.store(turn, 0, rank + 1);
Atomics.notify(turn, 0);
