import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { withBoth } from './both.ts';

const worker = new Worker(new URL('./sync.ts', import.meta.url));
await withBoth('drafts', 'outbox', () => console.log('main'));
await once(worker, 'exit');
