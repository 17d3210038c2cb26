declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private pending = new Map<string, Promise<number>>();

  get(key: string) {
    let pending = this.pending.get(key);
    if (!pending) {
      pending = load(key).finally(() => this.pending.delete(key));
      this.pending.set(key, pending);
    }
    return pending;
  }
}
