import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const names = ['Plato', 'Kant', 'Arendt'];
const forks = names.map(() => new Mutex());

async function dine(seat: number): Promise<void> {
  const left = await forks[seat].acquire();
  try {
    const right = await forks[(seat + 1) % forks.length].acquire();
    //| lock-order-inversion: dine
    try {
      await nextTurn();
    } finally {
      right();
    }
  } finally {
    left();
  }
}

await Promise.all(names.map((_, seat) => dine(seat)));
