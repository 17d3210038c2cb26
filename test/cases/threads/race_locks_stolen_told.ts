import { Worker, locks } from 'node:worker_threads';

// The one whose lock is taken away is told so at once, and the thief comes before everybody who waits: only then
// the two workers start.
const cells = new Int32Array(new SharedArrayBuffer(64));
let order = '';
const told = locks.request('cells', () => new Promise<void>(() => {})).catch((e: Error) => { order += e.name + ' '; });
const waits = locks.request('cells', () => { order += 'second '; });
const thief = locks.request('cells', { steal: true }, () => { order += 'thief '; });
await Promise.all([told, waits, thief]);
if (order === 'AbortError thief second ')
  for (let i = 0; i < 2; i++) new Worker(new URL('./late.ts', import.meta.url), { workerData: cells });

// file: late.ts
import { workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
cells[0] = cells[0]! + 1;
//| unlocked-shared-mutation
