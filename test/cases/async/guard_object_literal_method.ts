declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export const service = {
  conn: undefined as unknown,
  async connect() {
    if (!this.conn) this.conn = await open();
    //| race-across-await
    return this.conn;
  },
};
