declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private text = '';

  async log(key: string) {
    this.text = `${this.text}${await load(key)}`;
    //| race-across-await
  }
}
