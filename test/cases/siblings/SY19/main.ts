import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const prices = new Int32Array(new SharedArrayBuffer(4 * 64)).fill(10);
const shops = [1, 2].map((rebate) => new Worker(new URL('./shop.ts', import.meta.url), { workerData: { prices, rebate } }));
await Promise.all(shops.map((shop) => once(shop, 'exit')));
