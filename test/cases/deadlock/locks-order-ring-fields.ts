// Each guest takes the left and then the right one; which those are was decided when it was made.
import { Mutex } from 'async-mutex';

class Seat {
  private readonly left: Mutex;
  private readonly right: Mutex;
  constructor(left: Mutex, right: Mutex) {
    this.left = left;
    this.right = right;
  }
  async eat(work: () => Promise<void>): Promise<void> {
    await this.left.runExclusive(async () => {
      await this.right.runExclusive(work);
      //| lock-order-inversion
    });
  }
}

const forks = Array.from({ length: 5 }, () => new Mutex());
const seats = forks.map((fork, i) => new Seat(fork, forks[(i + 1) % forks.length]!));

export function dine(work: () => Promise<void>): Promise<void[]> {
  return Promise.all(seats.map((seat) => seat.eat(work)));
}
