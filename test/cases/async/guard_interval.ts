declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

let last: number | undefined;

setInterval(async () => {
  if (last === undefined) {
    last = await load('x');
    //| race-across-await
  }
}, 1000);
