declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

let config: number | undefined;

export async function getConfig() {
  if (config === undefined) {
    config = await load('config');
    //| race-across-await
  }
  return config;
}
