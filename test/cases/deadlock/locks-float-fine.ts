// Started on purpose, and nothing after it looks at what it guards.
import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let rows: string[] = [];
export function add(row: string): Promise<void> {
  return mutex.runExclusive(() => {
    rows = [...rows, row];
  });
}
export function log(row: string): void {
  void mutex.runExclusive(async () => {
    rows = [...rows, row];
  });
}
export async function addBoth(a: string, b: string): Promise<void> {
  const first = mutex.runExclusive(() => rows.push(a));
  const second = mutex.runExclusive(() => rows.push(b));
  await Promise.all([first, second]);
}
export async function withThen(work: () => Promise<void>): Promise<void> {
  const waiting = mutex.acquire();
  const release = await waiting;
  try {
    await work();
  } finally {
    release();
  }
}
