declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: unknown;

  async connect() {
    if (this.conn) return;
    const conn = await open();
    this.remember(conn);
    //| race-across-await: Two calls of Store.connect
  }

  private remember(conn: unknown) {
    this.conn = conn;
  }
}
