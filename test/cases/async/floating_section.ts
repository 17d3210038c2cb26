import { Mutex } from 'async-mutex';

declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private total = 0;
  private mutex = new Mutex();

  async add(key: string) {
    this.mutex.runExclusive(async () => {
    //| floating-critical-section
      this.total += 1;
      await save(this.total);
    });
    return this.total;
  }
}
