import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let n = 0;
async function child(k: number): Promise<void> {
  await mutex.runExclusive(() => {
    n += k;
  });
}
export async function parent(ids: number[]): Promise<void> {
  const release = await mutex.acquire();
  try {
    const tasks: Promise<void>[] = [];
    for (const id of ids) tasks.push(child(id));
    //| self-deadlock
    await Promise.all(tasks);
  } finally {
    release();
  }
}
export const value = (): number => n;
