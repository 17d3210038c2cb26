import { workerData } from 'node:worker_threads';
import { HistogramBuilder } from './histogram.ts';

const { buffer, seed } = workerData as { buffer: SharedArrayBuffer; seed: number };
const latencies = new HistogramBuilder().every(25).backedBy(buffer).build();
for (let i = 0; i < 10_000; i++) latencies.add((i * seed) % 100);
