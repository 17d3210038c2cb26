declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Registry {
  private static instance: unknown;

  static async get() {
    if (!Registry.instance) Registry.instance = await open();
    //| race-across-await
    return Registry.instance;
  }
}
