// finds: wait-without-recheck
// fix: Look again after waking: while instead of if
// run: run.test.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const stock = new Int32Array(new SharedArrayBuffer(8));
const takers = [0, 1].map(() => new Worker(new URL('./taker.ts', import.meta.url), { workerData: stock }));
const maker = new Worker(new URL('./maker.ts', import.meta.url), { workerData: stock });
await Promise.all([maker, ...takers].map((worker) => once(worker, 'exit')));
// file: mutex.ts
export function lock(cells: Int32Array): void {
  while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1);
}

export function unlock(cells: Int32Array): void {
  Atomics.store(cells, 0, 0);
  Atomics.notify(cells, 0, 1);
}
// file: taker.ts
import { workerData } from 'node:worker_threads';
import { lock, unlock } from './mutex.ts';

const stock = workerData as Int32Array;
for (let taken = 0; taken < 5; taken++) {
  lock(stock);
  if (Atomics.load(stock, 1) === 0) {
    unlock(stock);
    Atomics.wait(stock, 1, 0);
    lock(stock);
  }
  Atomics.sub(stock, 1, 1);
  unlock(stock);
}
// file: maker.ts
import { workerData } from 'node:worker_threads';
import { lock, unlock } from './mutex.ts';

const stock = workerData as Int32Array;
for (let made = 0; made < 10; made++) {
  lock(stock);
  Atomics.add(stock, 1, 1);
  unlock(stock);
  Atomics.notify(stock, 1);
}
// file: run.test.ts
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { lock, unlock } from './mutex.ts';

const stock = new Int32Array(new SharedArrayBuffer(8));
const taker = new Worker(new URL('./taker.ts', import.meta.url), { workerData: stock });
// A piece comes, somebody is woken, and a third one has taken the piece by the time it has the lock. Nobody need be
// woken for it: who is about to wait sees that the piece came, and takes what is gone.
for (let woken = 0; woken === 0 && Atomics.load(stock, 1) >= 0; await delay(10)) {
  lock(stock);
  Atomics.add(stock, 1, 1);
  woken = Atomics.notify(stock, 1);
  Atomics.sub(stock, 1, 1);
  unlock(stock);
}
const patience = performance.now() + 1500;
while (Atomics.load(stock, 1) >= 0 && performance.now() < patience) await delay(10);
process.exitCode = Atomics.load(stock, 1) < 0 ? 1 : 0;
await taker.terminate();
