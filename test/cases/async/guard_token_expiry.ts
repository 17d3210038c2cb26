declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private value: number | undefined;
  private expires = 0;

  async token() {
    if (this.value && Date.now() < this.expires) return this.value;
    const fresh = await load('token');
    this.value = fresh;
    //| race-across-await
    this.expires = Date.now() + 1000;
    return fresh;
  }
}
