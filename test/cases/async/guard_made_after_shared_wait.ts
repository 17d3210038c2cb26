declare function connect(): { id: number };

export class Pool {
  private connection: { id: number } | undefined;
  private readonly ready: Promise<void>;

  constructor(ready: Promise<void>) {
    this.ready = ready;
  }

  async get(): Promise<{ id: number }> {
    if (!this.connection) {
      await this.ready;
      this.connection = connect();
      //| race-across-await
    }
    return this.connection;
  }
}
