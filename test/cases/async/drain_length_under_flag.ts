declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private queue: string[] = [];
  private flushing = false;

  add(item: string) {
    this.queue.push(item);
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    //| unreleased-lock: this.flushing still true
    await save(this.queue);
    this.queue.length = 0;
    //| race-across-await
    this.flushing = false;
  }
}
