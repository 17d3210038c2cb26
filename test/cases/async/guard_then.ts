declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: unknown;

  connect() {
    if (!this.conn) {
      return open().then((conn) => {
        this.conn = conn;
        //| race-across-await
        return conn;
      });
    }
    return this.conn;
  }
}
