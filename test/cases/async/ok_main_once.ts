declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

let config: number | undefined;

async function main() {
  if (config === undefined) config = await load('config');
  console.log(config);
}

await main();
