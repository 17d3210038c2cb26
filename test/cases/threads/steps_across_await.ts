import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(64));
const ws = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url), { workerData: cells }));
ws.forEach((w) => w.postMessage({ cmd: 'add', n: 2 }));

// file: w.ts
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
const cells = workerData as Int32Array;
const handlers: Record<string, (n: number) => Promise<void>> = {
  async add(n) { const old = Atomics.load(cells, 0); await sleep(1); Atomics.store(cells, 0, old + n); },
//| non-atomic-update
};
parentPort!.on('message', async ({ cmd, n }: { cmd: string; n: number }) => { await handlers[cmd]!(n); });
