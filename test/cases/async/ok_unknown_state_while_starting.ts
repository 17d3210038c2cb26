// `stop` refuses to run unless the client is running, and while it starts it is not.
enum State {
  Initial = 'initial',
  Starting = 'starting',
  Running = 'running',
  Stopping = 'stopping',
}

export class Client {
  private state = State.Initial;
  private connection: object | undefined;

  constructor(private readonly connect: () => Promise<object>) {}

  async start(): Promise<void> {
    this.state = State.Starting;
    const connection = await this.connect();
    this.connection = connection;
    this.state = State.Running;
  }

  stop(): void {
    if (this.state !== State.Running) throw new Error('not running');
    this.state = State.Stopping;
    this.connection = undefined;
  }
}
