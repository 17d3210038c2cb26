import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { bump, register } from './registry.ts';

function open(name: string): Worker {
  const view = new Int32Array(new SharedArrayBuffer(4));
  register(name, view);
  return new Worker(new URL('./watch.ts', import.meta.url), { workerData: view });
}

const watcher = open('orders');
bump('orders');
bump('orders');
await once(watcher, 'exit');
