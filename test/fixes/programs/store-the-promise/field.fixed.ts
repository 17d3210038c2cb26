// file: main.ts
export interface Connection {
  readonly id: number;
}

export class Pool {
  private connection: Connection | undefined;

  private readonly connect: () => Promise<Connection>;
  private connectionPromise: Promise<Connection> | undefined;

  constructor(connect: () => Promise<Connection>) {
    this.connect = connect;
  }

  async get(): Promise<Connection> {
    if (!this.connection) {
      this.connectionPromise ??= (async () => (this.connection = await this.connect()))().finally(() => {
        this.connectionPromise = undefined;
      });
      this.connection = await this.connectionPromise;
    }
    return this.connection;
  }
}
