import { workerData } from 'node:worker_threads';

const visits = workerData as Int32Array;
for (let i = 0; i < 100; i++) {
  await navigator.locks.request('visits', { mode: 'shared' }, () => {
    visits[0] += 1; //~ unlocked-shared-mutation | inconsistent-locking
  });
}
