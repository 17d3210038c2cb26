export interface Connection {
  query(text: string): Promise<unknown>;
}

export class Pool {
  private conn: Connection | undefined;

  constructor(private readonly open: () => Promise<Connection>) {}

  async get(): Promise<Connection> {
    if (!this.conn) {
      this.conn = await this.open();
    }
    return this.conn;
  }
}
