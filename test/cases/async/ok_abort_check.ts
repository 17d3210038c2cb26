declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private controller: AbortController | undefined;
  private result = 0;

  async search(key: string) {
    this.controller?.abort();
    const controller = (this.controller = new AbortController());
    const before = this.result;
    const more = await load(key);
    if (controller.signal.aborted) return;
    this.result = before + more;
  }
}
