import { Mutex } from 'async-mutex';

class Account {
  readonly mutex = new Mutex();
  readonly id: number;
  balance = 100;

  constructor(id: number) {
    this.id = id;
  }
}

async function transfer(from: Account, to: Account, amount: number): Promise<void> {
  if (from === to) return;
  const [first, second] = from.id <= to.id ? [from, to] : [to, from];
  await first.mutex.runExclusive(() =>
    second.mutex.runExclusive(() => {
      from.balance -= amount;
      to.balance += amount;
    }),
  );
}

const savings = new Account(1);
const checking = new Account(2);
await Promise.all([transfer(savings, checking, 10), transfer(checking, savings, 5), transfer(checking, checking, 1)]);
console.log(savings.balance, checking.balance);
