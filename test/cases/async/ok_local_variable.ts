declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export async function total(keys: string[]) {
  let sum = 0;
  for (const key of keys) sum += await load(key);
  return sum;
}
