import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const flags = new Int32Array(new SharedArrayBuffer(8));
const route = new Float32Array(new SharedArrayBuffer(16));
const legs = ['planner', 'relay', 'driver'].map(
  (role) => new Worker(new URL('./role.ts', import.meta.url), { workerData: { flags, route, role } }),
);
await Promise.all(legs.map((leg) => once(leg, 'exit')));
