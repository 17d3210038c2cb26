/** Listing 1 of the article: two threads increment one value, and some of the increments are lost. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Count {
  readonly counted: number;
  readonly expected: number;
}

/** Long enough that the second worker starts before the first one ends. */
const PLAIN = 150_000_000;
const ATOMIC = 5_000_000;

/** Plain `+= 1` in both workers. */
export async function countPlainly(): Promise<Count> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = [1, 2].map(
    () => new Worker(new URL('./increment.ts', import.meta.url), { workerData: { counter, times: PLAIN } }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return { counted: counter[0], expected: 2 * PLAIN };
}

/** `Atomics.add` in both workers. */
export async function countAtomically(): Promise<Count> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = [1, 2].map(
    () => new Worker(new URL('./increment-atomically.ts', import.meta.url), { workerData: { counter, times: ATOMIC } }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return { counted: Atomics.load(counter, 0), expected: 2 * ATOMIC };
}
