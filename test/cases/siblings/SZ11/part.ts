import { workerData } from 'node:worker_threads';

const { field, phase, part } = workerData as { field: Float32Array; phase: string; part: number };
const half = field.length / 2;
if (phase === 'fill') {
  for (let i = part * half; i < (part + 1) * half; i++) field[i] = i;
} else {
  const other = (1 - part) * half;
  let sum = 0;
  for (let i = other; i < other + half; i++) if (i % 2 === part) sum += field[i];
  field[part * half + (part === 0 ? 0 : 1)] = sum;
}
