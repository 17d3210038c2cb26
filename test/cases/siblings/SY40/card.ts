import { workerData } from 'node:worker_threads';

const { account, amount } = workerData as { account: Int32Array; amount: number };

function covered(): boolean {
  return Atomics.load(account, 0) >= amount; //~ non-atomic-update
}

if (covered()) {
  Atomics.sub(account, 0, amount); //~ non-atomic-update
}
