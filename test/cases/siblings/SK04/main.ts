import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class Philosopher {
  constructor(name: string, left: Mutex, right: Mutex) {
    this.name = name;
    this.left = left;
    this.right = right;
  }

  readonly name: string;
  private readonly left: Mutex;
  private readonly right: Mutex;

  async eat(): Promise<void> {
    await this.left.runExclusive(async () => { //~ lock-order-inversion
      await nextTurn();
      await this.right.runExclusive(() => console.log(this.name, 'eats')); //~ lock-order-inversion
    });
  }
}

const forks = Array.from({ length: 3 }, () => new Mutex());
const table = ['Laozi', 'Simone', 'Avicenna'].map(
  (name, seat) => new Philosopher(name, forks[seat], forks[(seat + 1) % forks.length]),
);
await Promise.all(table.map((guest) => guest.eat()));
