import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const stock = new Int32Array(new SharedArrayBuffer(8));
stock[1] = 100;
const shops = [0, 1].map(() => new Worker(new URL('./shop.ts', import.meta.url), { workerData: { stock } }));
await Promise.all(shops.map((shop) => once(shop, 'exit')));
console.log(stock[1]);
