import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let counter = 0;

export async function next(): Promise<number> {
  const release = await mutex.acquire();
  //| unreleased-lock: never releases
  counter += 1;
  return counter;
}
