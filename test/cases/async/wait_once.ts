declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private held: Promise<void> | undefined;

  async lock() {
    if (this.held) await this.held;
    let free!: () => void;
    this.held = new Promise<void>((resolve) => (free = resolve));
    //| race-across-await
    return free;
  }
}
