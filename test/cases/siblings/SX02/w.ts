import { workerData } from 'node:worker_threads';
const { src, dst, part } = workerData as { src: Int32Array; dst: Int32Array; part: number };
const chunk = src.length / 4;
for (let i = part * chunk; i < (part + 1) * chunk; i++) {
  dst[i] = (src[i - 1] ?? 0) + src[i] + (src[i + 1] ?? 0);
}
