// Counts users, remembers listeners, marks what is under way: nobody waits for a turn.
export class Connection {
  private users = 0;
  private open = false;
  private readonly listeners = new Set<() => void>();
  private loading: Promise<string> | undefined;

  async use(connect: () => Promise<void>): Promise<() => void> {
    if (this.users === 0) await connect();
    this.users += 1;
    //| race-across-await: because this.users changes only on line 10: the work in between is done twice
    return () => {
      this.users -= 1;
    };
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async load(read: () => Promise<string>): Promise<string> {
    this.loading ??= read();
    return this.loading;
  }

  async start(connect: () => Promise<void>): Promise<void> {
    const leave = await this.use(connect);
    if (this.open) return;
    this.open = true;
    this.subscribe(leave);
  }
}
