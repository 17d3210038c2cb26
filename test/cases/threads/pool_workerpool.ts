// Two tasks at once mark what they have seen in the same bytes.
import workerpool from 'workerpool';

const seen = new Uint8Array(new SharedArrayBuffer(256));
const pool = workerpool.pool(new URL('./seen.ts', import.meta.url).pathname);
await Promise.all([pool.exec('mark', [seen, 'abc']), pool.exec('mark', [seen, 'bcd'])]);
await pool.terminate();

// file: seen.ts
import workerpool from 'workerpool';

function mark(seen: Uint8Array, text: string): void {
  seen[text.length] = seen[text.length] + 1;
//| unlocked-shared-mutation
}
workerpool.worker({ mark });
