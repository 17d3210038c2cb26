import { workerData } from 'node:worker_threads';

const STEPS = 100_000;
const { partial, slot, count } = workerData as { partial: Float64Array; slot: number; count: number };
for (let step = slot; step < STEPS; step += count) {
  const x = (step + 0.5) / STEPS;
  partial[slot] += 4 / (1 + x * x) / STEPS;
}
