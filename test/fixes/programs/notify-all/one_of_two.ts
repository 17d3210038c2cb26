// finds: lost-wakeup
// fix: Wake everybody who sleeps on it
// run: run.test.ts
// file: main.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const gate = new Int32Array(new SharedArrayBuffer(4));
const guests = [0, 1].map(() => new Worker(new URL('./guest.ts', import.meta.url), { workerData: gate }));
const host = new Worker(new URL('./host.ts', import.meta.url), { workerData: gate });
await Promise.all([host, ...guests].map((worker) => once(worker, 'exit')));
// file: guest.ts
import { workerData } from 'node:worker_threads';

const gate = workerData as Int32Array;
while (Atomics.load(gate, 0) === 0) Atomics.wait(gate, 0, 0);
// file: host.ts
import { workerData } from 'node:worker_threads';

const gate = workerData as Int32Array;
const nap = new Int32Array(new SharedArrayBuffer(4));
Atomics.wait(nap, 0, 0, 300);
Atomics.store(gate, 0, 1);
Atomics.notify(gate, 0, 1);
// file: run.test.ts
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const gate = new Int32Array(new SharedArrayBuffer(4));
const guests = [0, 1].map(() => new Worker(new URL('./guest.ts', import.meta.url), { workerData: gate }));
const host = new Worker(new URL('./host.ts', import.meta.url), { workerData: gate });
const exits = Promise.all([host, ...guests].map((worker) => once(worker, 'exit'))).then(() => 'came in');
const patience = new Promise((resolve) => setTimeout(resolve, 1500, 'still wait'));
process.exitCode = (await Promise.race([exits, patience])) === 'came in' ? 0 : 1;
await Promise.all(guests.map((guest) => guest.terminate()));
