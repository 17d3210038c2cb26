// One task after the other, or each in its part.
import workerpool from 'workerpool';

const seen = new Uint8Array(new SharedArrayBuffer(256));
const pool = workerpool.pool(new URL('./seen.ts', import.meta.url).pathname, { maxWorkers: 2 });
await pool.exec('mark', [seen, 0, 128]);
await pool.exec('mark', [seen, 0, 128]);
await Promise.all([pool.exec('mark', [seen, 0, 128]), pool.exec('mark', [seen, 128, 256])]);
const worker = await pool.proxy();
await worker.mark(seen, 0, 128);
console.log(seen[0]);
await pool.terminate();

// file: seen.ts
import workerpool from 'workerpool';

function mark(seen: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) seen[i] = seen[i] + 1;
}
workerpool.worker({ mark });
