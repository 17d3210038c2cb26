import { Mutex } from 'async-mutex';

export class Account {
  readonly mutex = new Mutex();
  balance = 0;
}

export async function transfer(from: Account, to: Account, amount: number): Promise<void> {
  await from.mutex.runExclusive(async () => {
    await to.mutex.runExclusive(() => {
      //| lock-order-inversion: order its caller names them
      from.balance -= amount;
      to.balance += amount;
    });
  });
}
