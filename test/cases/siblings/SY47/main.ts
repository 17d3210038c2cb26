import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./sync.ts', import.meta.url));
await navigator.locks.request('drafts', async () => { //~ lock-order-inversion
  await navigator.locks.request('outbox', () => console.log('main')); //~ lock-order-inversion
});
await once(worker, 'exit');
