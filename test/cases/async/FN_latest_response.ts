declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  result = 0;

  async search(key: string) {
    this.result = await load(key);
    //? race-across-await
  }
}
