declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private queue = new Set<string>();

  add(item: string) {
    this.queue.add(item);
  }

  async flush() {
    for (const item of this.queue) await load(item);
    this.queue.clear();
    //| race-across-await
  }
}
