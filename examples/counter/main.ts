/** Listing 1 of the article: two threads increment one value, and some of the increments are lost. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Long enough that the second worker starts before the first one ends. */
const PLAIN_INCREMENTS = 150_000_000;
const ATOMIC_INCREMENTS = 5_000_000;

/** Plain `+= 1` in both workers. */
export async function countPlainly(): Promise<{ counted: number; expected: number }> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = [0, 1].map(() => new Worker(new URL('./increment.ts', import.meta.url), { workerData: counter }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return { counted: counter[0] ?? 0, expected: 2 * PLAIN_INCREMENTS };
}

/** `Atomics.add` in both workers. */
export async function countAtomically(): Promise<{ counted: number; expected: number }> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = [0, 1].map(
    () => new Worker(new URL('./increment-atomic.ts', import.meta.url), { workerData: counter }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return { counted: counter[0] ?? 0, expected: 2 * ATOMIC_INCREMENTS };
}
