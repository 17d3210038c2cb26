import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const bank = { locks: new Int32Array(new SharedArrayBuffer(16)), balances: new Int32Array(new SharedArrayBuffer(16)) };
bank.balances.fill(1_000);
const tellers = [
  { from: 0, to: 3 },
  { from: 3, to: 0 },
].map((route) => new Worker(new URL('./teller.ts', import.meta.url), { workerData: { ...bank, ...route } }));
await Promise.all(tellers.map((teller) => once(teller, 'exit')));
console.log(bank.balances);
