declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private state: Record<string, number> = {};

  async set(key: string) {
    this.state = { ...this.state, [key]: await load(key) };
    //| race-across-await
  }
}
