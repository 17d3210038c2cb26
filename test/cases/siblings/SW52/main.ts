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
  const [first, second] = from.id <= to.id ? [from, to] : [to, from];
  await first.mutex.runExclusive(() => //~ self-deadlock
    second.mutex.runExclusive(() => { //~ self-deadlock
      from.balance -= amount;
      to.balance += amount;
    }),
  );
}

const savings = new Account(1);
const checking = new Account(2);
await transfer(savings, checking, 10);
await transfer(checking, checking, 5); //~ self-deadlock
console.log(savings.balance, checking.balance);
