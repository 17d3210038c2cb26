import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const account = new Int32Array(new SharedArrayBuffer(4));
Atomics.store(account, 0, 100);
const cards = [30, 80].map(
  (amount) => new Worker(new URL('./card.ts', import.meta.url), { workerData: { account, amount } }),
);
await Promise.all(cards.map((card) => once(card, 'exit')));
console.log(Atomics.load(account, 0));
