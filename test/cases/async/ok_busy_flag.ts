declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private busy = false;
  private total = 0;

  async sync() {
    if (this.busy) return;
    this.busy = true;
    try {
      this.total += await load('x');
    } finally {
      this.busy = false;
    }
  }
}
