import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
const here = dirname(fileURLToPath(import.meta.url));
const total = new Int32Array(new SharedArrayBuffer(4));
const jobs = ['a', 'b'].map((name) => new Promise<void>((done, fail) => {
  const w = new Worker(join(here, 'w.ts'), { workerData: { total, name } });
  w.once('exit', () => done()); w.once('error', fail);
}));
await Promise.all(jobs);
console.log(total[0]);

// file: w.ts
import { workerData } from 'node:worker_threads';
const { count } = await import('./count.ts');
count(workerData.total, workerData.name);

// file: count.ts
export function count(total: Int32Array, name: string): void { for (const _ of name.repeat(10)) total[0] += 1; }
//| unlocked-shared-mutation
