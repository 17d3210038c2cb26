// Tasks lock the histogram; the caller reads when the pool is done.
import { Piscina } from 'piscina';

const bins = new Uint32Array(new SharedArrayBuffer(4 * 257));
const pool = new Piscina({ filename: new URL('./bins.ts', import.meta.url).href });
await Promise.all(['a', 'b', 'c'].map((key) => pool.run({ bins, key })));
await pool.close();
console.log(bins[97]);

// file: bins.ts
export default async function count({ bins, key }: { bins: Uint32Array; key: string }): Promise<void> {
  const lock = new Int32Array(bins.buffer, 4 * 256, 1);
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1);
  try {
    bins[key.charCodeAt(0)]++;
  } finally {
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}
