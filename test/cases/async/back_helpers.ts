declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private total = 0;

  private read() {
    return this.total;
  }

  async add(key: string) {
    const before = this.read();
    const more = await load(key);
    this.total = before + more;
    //| race-across-await
  }
}
