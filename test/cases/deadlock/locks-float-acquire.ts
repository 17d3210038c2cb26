import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let rows: string[] = [];
export async function add(load: () => Promise<string>): Promise<void> {
  const lock = mutex.acquire();
  //| floating-critical-section
  const next = await load();
  rows = [...rows, next];
  (await lock)();
}
