declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private names: string[] = [];

  async join(name: string) {
    if (this.names.includes(name)) return;
    await load(name);
    this.names.push(name);
    //| race-across-await
  }
}
