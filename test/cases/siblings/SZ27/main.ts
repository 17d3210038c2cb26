import { setImmediate as turn } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';

const slots = new Semaphore(2);

async function heavy(name: string): Promise<void> {
  const [, releaseFirst] = await slots.acquire(); //~ wait-cycle | self-deadlock
  await turn();
  const [, releaseSecond] = await slots.acquire(); //~ wait-cycle | self-deadlock
  console.log(name);
  releaseSecond();
  releaseFirst();
}

await Promise.all([heavy('a'), heavy('b')]);
