// The last seat takes its forks the other way round, so no circle can close.
import { Mutex } from 'async-mutex';

class Seat {
  private readonly first: Mutex;
  private readonly second: Mutex;
  constructor(first: Mutex, second: Mutex) {
    this.first = first;
    this.second = second;
  }
  async eat(work: () => Promise<void>): Promise<void> {
    await this.first.runExclusive(async () => {
      await this.second.runExclusive(work);
    });
  }
}

const forks = Array.from({ length: 5 }, () => new Mutex());
const seats = forks.map((_, i) => {
  const next = (i + 1) % forks.length;
  return new Seat(forks[Math.min(i, next)]!, forks[Math.max(i, next)]!);
});

export function dine(work: () => Promise<void>): Promise<void[]> {
  return Promise.all(seats.map((seat) => seat.eat(work)));
}
