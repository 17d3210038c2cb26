// Comparing the amount puts nothing in order.
import { Mutex } from 'async-mutex';

export class Account {
  readonly mutex = new Mutex();
  balance = 0;
}

export async function transfer(from: Account, to: Account, amount: number): Promise<boolean> {
  return from.mutex.runExclusive(async () => {
    if (from.balance < amount) return false;
    await to.mutex.runExclusive(() => {
      //| lock-order-inversion
      from.balance -= amount;
      to.balance += amount;
    });
    return true;
  });
}

const accounts = new Map<string, Account>();
const locks = new Map<string, Mutex>();

function lockOf(id: string): Mutex {
  let lock = locks.get(id);
  if (lock === undefined) locks.set(id, (lock = new Mutex()));
  return lock;
}

// The smaller id first, whoever pays.
export async function move(a: string, b: string, amount: number): Promise<void> {
  if (a > b) return move(b, a, -amount);
  await lockOf(a).runExclusive(() =>
    lockOf(b).runExclusive(() => {
      accounts.get(a)!.balance -= amount;
      accounts.get(b)!.balance += amount;
    }),
  );
}
