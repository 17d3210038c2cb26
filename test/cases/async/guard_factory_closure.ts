declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export function createStore() {
  let conn: unknown;
  return {
    async connect() {
      if (!conn) conn = await open();
      //| race-across-await
      return conn;
    },
  };
}
