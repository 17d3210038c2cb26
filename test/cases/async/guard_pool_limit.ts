declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private pool: unknown[] = [];

  async grow() {
    if (this.pool.length >= 10) throw new Error('full');
    const conn = await open();
    this.pool.push(conn);
    //| race-across-await
    return conn;
  }
}
