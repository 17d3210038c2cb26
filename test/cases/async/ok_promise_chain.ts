declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private tail: Promise<void> = Promise.resolve();
  private total = 0;

  add(key: string) {
    this.tail = this.tail.then(async () => {
      this.total += await load(key);
    });
    return this.tail;
  }
}
