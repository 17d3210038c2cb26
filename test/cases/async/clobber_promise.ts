declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private pending: Promise<number> | undefined;

  async reload() {
    this.pending = load('x');
    await this.pending;
    this.pending = undefined;
    //| race-across-await
  }
}
