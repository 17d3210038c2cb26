// A `switch` refuses everybody who does not find the machine at rest; its state is set in the same job, by a method.
enum State {
  fresh = 'fresh',
  starting = 'starting',
  running = 'running',
  stopped = 'stopped',
}

export class Server {
  private state = State.fresh;
  private instance: object | undefined;

  constructor(private readonly spawn: () => Promise<object>) {}

  async start(): Promise<void> {
    switch (this.state) {
      case State.fresh:
      case State.stopped:
        break;
      default:
        throw new Error(`cannot start: ${this.state}`);
    }
    this.change(State.starting);
    await this.launch();
    this.change(State.running);
  }

  private change(state: State): void {
    this.state = state;
  }

  private async launch(): Promise<void> {
    if (this.instance === undefined) this.instance = await this.spawn();
  }
}
