import { Semaphore } from 'async-mutex';

const slots = new Semaphore(2);

async function child(): Promise<number> {
  return slots.runExclusive(() => 1);
}

export async function parent(): Promise<number> {
  return slots.runExclusive(async () => child());
  //| self-deadlock
}
