declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: Promise<unknown> | undefined;

  connect() {
    if (!this.conn) this.conn = open();
    return this.conn;
  }
}
