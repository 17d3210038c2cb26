import { workerData } from 'node:worker_threads';

const { totals, month } = workerData as { totals: Float64Array; month: string };
totals[0] += month.length * 10;
totals[1] += 0.5;
