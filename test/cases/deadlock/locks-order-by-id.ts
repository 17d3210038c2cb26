import { Mutex } from 'async-mutex';

export class Account {
  readonly mutex = new Mutex();
  readonly id: number;
  balance = 0;

  constructor(id: number) {
    this.id = id;
  }
}

export async function transfer(from: Account, to: Account, amount: number): Promise<void> {
  const [first, second] = from.id < to.id ? [from, to] : [to, from];
  await first.mutex.runExclusive(() =>
    second.mutex.runExclusive(() => {
      from.balance -= amount;
      to.balance += amount;
    }),
  );
}
