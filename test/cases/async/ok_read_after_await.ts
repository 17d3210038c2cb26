declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private total = 0;

  async add(key: string) {
    const more = await load(key);
    this.total += more;
  }
}
