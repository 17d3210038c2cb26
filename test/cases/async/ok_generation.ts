declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private generation = 0;
  private result = 0;

  async search(key: string) {
    const mine = ++this.generation;
    const before = this.result;
    const result = await load(key);
    if (mine !== this.generation) return;
    this.result = before + result;
  }
}
