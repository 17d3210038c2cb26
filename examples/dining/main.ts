/** Dining philosophers with async-mutex: left fork first hangs; the fork with the smaller number first does not. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const SEATS = 5;

async function eatWith(first: Mutex, second: Mutex): Promise<void> {
  const putFirst = await first.acquire();
  await nextTurn();
  try {
    const putSecond = await second.acquire();
    putSecond();
  } finally {
    putFirst();
  }
}

function setTable(): Mutex[] {
  return Array.from({ length: SEATS }, () => new Mutex());
}

/** Everybody takes the left fork first: all wait for their right neighbour. Never settles. */
export async function dineInCircle(): Promise<void> {
  const forks = setTable();
  const dine = (seat: number) => eatWith(forks[seat]!, forks[(seat + 1) % SEATS]!);
  await Promise.all([0, 1, 2, 3, 4].map((seat) => dine(seat)));
}

/** Everybody takes the fork with the smaller number first. */
export async function dineInOrder(): Promise<void> {
  const forks = setTable();
  const dine = (seat: number) => {
    const other = (seat + 1) % SEATS;
    return eatWith(forks[Math.min(seat, other)]!, forks[Math.max(seat, other)]!);
  };
  await Promise.all([0, 1, 2, 3, 4].map((seat) => dine(seat)));
}
