import { workerData } from 'node:worker_threads';

const { prices, rebate } = workerData as { prices: Int32Array; rebate: number };
const local = new Int32Array(prices);
for (let i = 0; i < local.length; i++) local[i] -= rebate;
const copied = Int32Array.from(prices, (price) => price * 2);
copied[0] = rebate;
console.log(local[0], copied[1]);
