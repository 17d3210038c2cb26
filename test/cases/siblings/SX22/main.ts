import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { BroadcastChannel } from 'node:worker_threads';
const ws = [0, 1].map(() => new Worker(new URL('./w.ts', import.meta.url)));
await Promise.all(ws.map((w) => once(w, 'online')));
const cells = new Int32Array(new SharedArrayBuffer(8));
const bc = new BroadcastChannel('grid');
bc.postMessage(cells);
cells[1] = 5; //~ unlocked-shared-mutation
bc.close();
await Promise.all(ws.map((w) => once(w, 'exit')));
