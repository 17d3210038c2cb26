declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

let sum = 0;

async function add(key: string) {
  sum += await load(key);
  //| race-across-await
}

await Promise.all(['a', 'b'].map((key) => add(key)));
console.log(sum);
