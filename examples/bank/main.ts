/** Listing 2 of the article: transfers between 100 accounts on several threads. The sum must never change. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const ACCOUNTS = 100;
const OPENING_BALANCE = 100;

export interface Bank {
  readonly balances: Float64Array;
  /** One 32-bit word for the mutex of the repaired tellers. */
  readonly lock: Int32Array;
}

function open(): Bank {
  const balances = new Float64Array(new SharedArrayBuffer(8 * ACCOUNTS));
  balances.fill(OPENING_BALANCE);
  return { balances, lock: new Int32Array(new SharedArrayBuffer(4)) };
}

function audit(bank: Bank): { total: number; expected: number } {
  return { total: bank.balances.reduce((sum, balance) => sum + balance, 0), expected: ACCOUNTS * OPENING_BALANCE };
}

/** Four tellers transfer without a lock. */
export async function carelessDay(): Promise<{ total: number; expected: number }> {
  const bank = open();
  const tellers = [1, 2, 3, 4].map(
    (seed) => new Worker(new URL('./teller.ts', import.meta.url), { workerData: { ...bank, seed } }),
  );
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return audit(bank);
}

/** The same tellers behind a mutex in shared memory. */
export async function carefulDay(): Promise<{ total: number; expected: number }> {
  const bank = open();
  const tellers = [1, 2, 3, 4].map(
    (seed) => new Worker(new URL('./locked-teller.ts', import.meta.url), { workerData: { ...bank, seed } }),
  );
  await Promise.all(tellers.map((teller) => once(teller, 'exit')));
  return audit(bank);
}
