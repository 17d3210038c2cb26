// Both accounts come from the caller.
import { Mutex } from 'async-mutex';

interface Account {
  readonly lock: Mutex;
  balance: number;
}

export async function transfer(from: Account, to: Account, amount: number): Promise<void> {
  await from.lock.runExclusive(async () => {
    await to.lock.runExclusive(async () => {
      //| lock-order-inversion
      from.balance -= amount;
      to.balance += amount;
    });
  });
}
