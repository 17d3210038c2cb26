import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const gate = new Int32Array(new SharedArrayBuffer(4));
const guest = new Worker(new URL('./guest.ts', import.meta.url), { workerData: gate });
await once(guest, 'message');
openGate();
await once(guest, 'exit');

function openGate(): void {
  Atomics.notify(gate, 0); //~ wait-cycle | lost-wakeup
}
