declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: unknown;

  private get connected() {
    return this.conn !== undefined;
  }

  async connect() {
    if (!this.conn) {
      this.conn = await open();
      //| race-across-await
    }
  }
}
