declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private closed = false;
  private conn: { close(): void } | undefined;

  async start() {
    if (this.closed) throw new Error('closed');
    const conn = await open();
    this.conn = conn;
    //| race-across-await
  }

  close() {
    this.closed = true;
    this.conn?.close();
    this.conn = undefined;
  }
}
