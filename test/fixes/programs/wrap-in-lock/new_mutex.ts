// finds: race-across-await
// fix: Do this while holding a new Mutex (interleave-locks.ts)
// run: run.test.ts
// file: package.json
{ "type": "module" }
// file: main.ts
let total = 0;

export async function add(load: () => Promise<number>): Promise<number> {
  const before = total;
  const more = await load();
  total = before + more;
  return total;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { add } from './main.ts';

const sums = await Promise.all([1, 2, 3].map((amount) => add(() => sleep(5, amount))));
process.exitCode = Math.max(...sums) === 6 ? 0 : 1;
