declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private starting: Promise<void> | undefined;
  private ready = false;

  init() {
    if (this.starting) return this.starting;
    this.starting = this.start();
    return this.starting;
  }

  private async start() {
    if (this.ready) return;
    await open();
    this.ready = true;
  }
}
