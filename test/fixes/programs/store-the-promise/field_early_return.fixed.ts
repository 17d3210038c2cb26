// file: main.ts
export interface Connection {
  readonly id: number;
}

export class Pool {
  private connection?: Connection;

  private readonly connect: (delay: number) => Promise<Connection>;
  private connectionPromise: Promise<Connection> | undefined;

  constructor(connect: (delay: number) => Promise<Connection>) {
    this.connect = connect;
  }

  async get(): Promise<Connection> {
    if (this.connection) return this.connection;
    const delay = 5;
    this.connectionPromise ??= (async () => (this.connection = await this.connect(delay)))().finally(() => {
      this.connectionPromise = undefined;
    });
    this.connection = await this.connectionPromise;
    return this.connection;
  }
}
