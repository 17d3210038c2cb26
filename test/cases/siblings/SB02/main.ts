import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const bays = new Map<string, Int32Array>();
for (const bay of ['A', 'B']) bays.set(bay, new Int32Array(new SharedArrayBuffer(4)));

function dispatch(robot: string, bay: string): Promise<unknown[]> {
  const crates = bays.get(bay)!;
  return once(new Worker(new URL('./robot.ts', import.meta.url), { workerData: { robot, crates } }), 'exit');
}

await Promise.all([dispatch('r1', 'A'), dispatch('r2', 'A'), dispatch('r3', 'B')]);
for (const [bay, crates] of bays) console.log(bay, crates[0]);
