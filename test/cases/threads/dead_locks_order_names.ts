import { Worker } from 'node:worker_threads';

// The order of the names comes with the task: one moves from a to b, the other from b to a.
for (const [from, to] of [
  ['a', 'b'],
  ['b', 'a'],
])
  new Worker(new URL('./mover.ts', import.meta.url), { workerData: { from, to } });

// file: mover.ts
import { locks, workerData } from 'node:worker_threads';
const { from, to } = workerData as { from: string; to: string };

async function withAccount(name: string, run: () => Promise<void>): Promise<void> {
  await locks.request(`account:${name}`, run);
  //| lock-order-inversion: 'account:
}

await withAccount(from, () => withAccount(to, async () => console.log('moved')));
