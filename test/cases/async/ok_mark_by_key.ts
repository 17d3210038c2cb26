// A mark by key says that somebody asks already; whoever meets it leaves it to them.
export class Resender {
  private readonly asked = new Map<string, boolean>();

  constructor(
    private readonly wait: (ms: number) => Promise<void>,
    private readonly send: (id: string) => Promise<void>,
  ) {}

  async request(id: string): Promise<void> {
    if (this.asked.get(id)) return;
    this.asked.set(id, true);
    await this.wait(5000);
    if (!this.asked.get(id)) return;
    await this.send(id);
  }

  async onMessage(id: string): Promise<string> {
    await this.request(id);
    return id.toUpperCase();
  }
}
