declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private controller: AbortController | undefined;

  async run() {
    this.controller = new AbortController();
    try {
      await load('x');
    } finally {
      this.controller = undefined;
      //| race-across-await
    }
  }
}
