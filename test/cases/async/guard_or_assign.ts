declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private cached: number | undefined;

  async value() {
    this.cached ||= await load('x');
    //| race-across-await
    return this.cached;
  }
}
