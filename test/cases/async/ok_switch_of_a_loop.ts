declare function fetchBatch(): Promise<string[]>;
declare function handle(batch: string[]): Promise<void>;

export class Fetcher {
  private running = false;

  async start() {
    if (this.running) return;
    this.running = true;
    while (this.running) {
      await handle(await fetchBatch());
    }
  }

  stop() {
    this.running = false;
  }
}
