/**
 * Listing 2 of the article: a bank with 100 accounts, and threads that transfer between them. No money may appear
 * or vanish. Three days at the bank: without a lock, under a mutex in shared memory, and with `@synchronized`.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
// The locks of `@synchronized` must be there before the first thread starts.
import './interleave-shared-locks.ts';

const ACCOUNTS = 100;
const OPENING_BALANCE = 1000;

export interface Audit {
  readonly total: number;
  readonly expected: number;
}

function open(): Float64Array {
  return new Float64Array(new SharedArrayBuffer(ACCOUNTS * Float64Array.BYTES_PER_ELEMENT)).fill(OPENING_BALANCE);
}

function audit(balances: Float64Array): Audit {
  return { total: balances.reduce((sum, balance) => sum + balance, 0), expected: ACCOUNTS * OPENING_BALANCE };
}

/** Four tellers, and nothing between them. */
export async function carelessDay(): Promise<Audit> {
  const balances = open();
  const tellers = [1, 2, 3, 4].map(
    (seed) => new Worker(new URL('./teller.ts', import.meta.url), { workerData: { balances, seed } }),
  );
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return audit(balances);
}

/** The same tellers behind one mutex, a word of shared memory. */
export async function lockedDay(): Promise<Audit> {
  const balances = open();
  const mutex = new Int32Array(new SharedArrayBuffer(4));
  const tellers = [1, 2, 3, 4].map(
    (seed) => new Worker(new URL('./locked-teller.ts', import.meta.url), { workerData: { balances, mutex, seed } }),
  );
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return audit(balances);
}

/** The same again, with the decorator that the light bulb offers. */
export async function synchronizedDay(): Promise<Audit> {
  const balances = open();
  const tellers = [1, 2, 3, 4].map(
    (seed) => new Worker(new URL('./synchronized-teller.ts', import.meta.url), { workerData: { balances, seed } }),
  );
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return audit(balances);
}
