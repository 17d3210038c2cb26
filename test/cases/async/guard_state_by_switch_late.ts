// The state is set only when the work is done: the `switch` lets two in.
enum State {
  fresh = 'fresh',
  running = 'running',
  stopped = 'stopped',
}

export class Server {
  private state = State.fresh;

  constructor(private readonly spawn: () => Promise<void>) {}

  async start(): Promise<void> {
    switch (this.state) {
      case State.fresh:
      case State.stopped:
        break;
      default:
        throw new Error(`cannot start: ${this.state}`);
    }
    await this.spawn();
    this.state = State.running;
    //| race-across-await: this.state
  }
}
