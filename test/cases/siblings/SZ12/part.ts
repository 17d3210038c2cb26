import { workerData } from 'node:worker_threads';

const { field, phase, part } = workerData as { field: Float32Array; phase: string; part: number };
const half = field.length / 2;
if (phase === 'fill') {
  for (let i = part * half; i < (part + 1) * half; i++) field[i] = i; //~ unlocked-shared-mutation
} else {
  let sum = 0;
  for (let i = part * half; i < (part + 1) * half; i++) sum += field[i]; //~ unlocked-shared-read
  console.log(sum);
}
