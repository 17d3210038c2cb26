declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export async function report(keys: string[]) {
  const result = { lines: 0 };
  for (const key of keys) result.lines += await load(key);
  return result;
}
