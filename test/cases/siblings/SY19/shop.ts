import { workerData } from 'node:worker_threads';

const { prices, rebate } = workerData as { prices: Int32Array; rebate: number };
const local = new Int32Array(prices.buffer);
for (let i = 0; i < local.length; i++) {
  local[i] -= rebate; //~ unlocked-shared-mutation
}
console.log(local[0]); //~ unlocked-shared-read
