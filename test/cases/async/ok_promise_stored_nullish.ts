declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private conn: ReturnType<typeof open> | undefined;

  async query(q: string) {
    this.conn ??= open();
    return (await this.conn).query(q);
  }
}
