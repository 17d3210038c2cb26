import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let rows = 0;
export async function add(load: () => Promise<number>): Promise<void> {
  mutex.acquire();
  //| floating-critical-section
  try {
    const n = await load();
    rows += n;
  } finally {
    mutex.release();
  }
}
