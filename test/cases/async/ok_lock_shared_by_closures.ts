import { Mutex } from 'async-mutex';

declare function load(): Promise<number>;
declare function save(n: number): Promise<void>;
declare const app: { get(path: string, handler: () => Promise<void>): void };

let last: number | undefined;

export function routes() {
  const lock = new Mutex();
  let total = 0;
  app.get('/', async () => {
    await lock.runExclusive(async () => {
      const before = total;
      await load();
      total = before + 1;
      if (last === undefined) last = await load();
    });
  });
}

export async function sum(list: readonly number[]) {
  const lock = new Mutex();
  let total = 0;
  await Promise.all(
    list.map((n) =>
      lock.runExclusive(async () => {
        const before = total;
        await save(n);
        total = before + n;
      }),
    ),
  );
  return total;
}
