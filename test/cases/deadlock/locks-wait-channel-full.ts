import { Mutex } from 'async-mutex';
class Queue<T> {
  private readonly items: T[] = [];
  private readonly room: (() => void)[] = [];
  private readonly limit: number;
  constructor(limit: number) {
    this.limit = limit;
  }
  async put(item: T): Promise<void> {
    while (this.items.length >= this.limit) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.room.push(resolve);
      await promise;
    }
    this.items.push(item);
  }
  take(): T | undefined {
    const item = this.items.shift();
    const next = this.room.shift();
    if (next) next();
    return item;
  }
}
const mutex = new Mutex();
const queue = new Queue<string>(10);
export async function produce(list: string[]): Promise<void> {
  await mutex.runExclusive(async () => {
    for (const item of list) await queue.put(item);
    //| wait-cycle
  });
}
export async function consume(): Promise<string | undefined> {
  return mutex.runExclusive(() => queue.take());
}
