// Whichever way the promise is made, it is stored in the turn of the checks: the second call joins it.
interface Connection {
  query(sql: string): Promise<void>;
}

export class Runner {
  private connection: Connection | undefined;
  private opening: Promise<Connection> | undefined;

  constructor(
    private readonly replica: boolean,
    private readonly open: (kind: string) => Promise<Connection>,
  ) {}

  connect(): Promise<Connection> {
    if (this.connection) return Promise.resolve(this.connection);
    if (this.opening) return this.opening;
    if (this.replica) {
      this.opening = this.open('replica').then((c) => {
        this.connection = c;
        return c;
      });
    } else {
      this.opening = this.open('primary').then((c) => {
        this.connection = c;
        return c;
      });
    }
    return this.opening;
  }
}
