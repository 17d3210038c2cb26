import { locks } from 'node:worker_threads';

await locks.request('cells', { mode: 'shared' }, async () => {
  await locks.request('cells', { mode: 'exclusive' }, () => console.log('never'));
  //| self-deadlock
});
