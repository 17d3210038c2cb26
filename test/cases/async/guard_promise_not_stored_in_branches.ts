// The same without the promise: both calls open one.
interface Connection {
  query(sql: string): Promise<void>;
}

export class Runner {
  private connection: Connection | undefined;

  constructor(
    private readonly replica: boolean,
    private readonly open: (kind: string) => Promise<Connection>,
  ) {}

  connect(): Promise<Connection> {
    if (this.connection) return Promise.resolve(this.connection);
    return this.open(this.replica ? 'replica' : 'primary').then((c) => {
      this.connection = c;
      //| race-across-await: this.connection
      return c;
    });
  }
}
