declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export async function total(keys: string[]) {
  let sum = 0;
  await Promise.all(
    keys.map(async (key) => {
      sum += await load(key);
      //| race-across-await
    }),
  );
  return sum;
}
