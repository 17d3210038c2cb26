import { Worker, locks } from 'node:worker_threads';

// A signal that has fired already refuses the request with its own reason: only then the two workers start.
const cells = new Int32Array(new SharedArrayBuffer(64));
let why = '';
await locks.request('cells', { signal: AbortSignal.abort('closing') }, () => { why = 'ran'; }).catch((e: string) => { why = e; });
const later = new AbortController();
await locks.request('cells', async () => {
  const refused = locks.request('cells', { signal: AbortSignal.any([later.signal]) }, () => { why = 'ran'; }).catch((e: string) => { why += ', ' + e; });
  later.abort('no time');
  await refused;
});
if (why === 'closing, no time')
  for (let i = 0; i < 2; i++) new Worker(new URL('./late.ts', import.meta.url), { workerData: cells });

// file: late.ts
import { workerData } from 'node:worker_threads';
const cells = workerData as Int32Array;
cells[0] = cells[0]! + 1;
//| unlocked-shared-mutation
