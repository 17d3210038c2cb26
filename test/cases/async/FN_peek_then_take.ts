declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  queue: string[] = [];

  async drain() {
    while (this.queue.length > 0) {
      await load(this.queue[0] ?? '');
      this.queue.shift();
      //? race-across-await
    }
  }
}
