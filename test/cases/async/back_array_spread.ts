declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private items: number[] = [];

  async add(key: string) {
    const old = this.items;
    const item = await load(key);
    this.items = [...old, item];
    //| race-across-await
  }
}
