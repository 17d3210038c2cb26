declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

const results: Record<string, number> = {};

await Promise.all(
  ['a', 'b'].map(async (key) => {
    if (!results[key]) results[key] = await load(key);
  }),
);
