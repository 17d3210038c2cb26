declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private queue: string[] = [];

  add(item: string) {
    this.queue.push(item);
  }

  async flush() {
    const batch = this.queue;
    this.queue = [];
    await save(batch);
  }
}
