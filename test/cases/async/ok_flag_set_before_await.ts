declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private ready = false;

  async init() {
    if (this.ready) return;
    this.ready = true;
    await open();
  }
}
