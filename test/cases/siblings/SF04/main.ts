import { setImmediate as nextTurn } from 'node:timers/promises';

async function* readings(sensor: number): AsyncGenerator<number> {
  for (let i = 1; i <= 4; i++) {
    await nextTurn();
    yield sensor * i;
  }
}

async function summarise(sensor: number): Promise<{ sum: number; max: number }> {
  const summary = { sum: 0, max: -Infinity };
  for await (const value of readings(sensor)) {
    summary.sum += value;
    if (value > summary.max) summary.max = value;
  }
  return summary;
}

console.log(await Promise.all([1, 2, 3].map(summarise)));
