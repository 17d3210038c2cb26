declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private tail: Promise<unknown> = Promise.resolve();
  private total = 0;

  private serialize<T>(task: () => Promise<T>): Promise<T> {
    const run = this.tail.then(task);
    this.tail = run.catch(() => undefined);
    return run;
  }

  add(key: string) {
    return this.serialize(async () => {
      this.total += await load(key);
    });
  }
}
