declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: unknown;

  async connect() {
    if (this.conn) return this.conn;
    this.conn = await open();
    //| race-across-await
    return this.conn;
  }
}
