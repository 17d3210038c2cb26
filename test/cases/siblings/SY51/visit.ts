import { setImmediate as turn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';

const visits = workerData as Int32Array;
for (let i = 0; i < 10; i++) {
  await navigator.locks.request('visits', async () => {
    const seen = visits[0];
    await turn();
    visits[0] = seen + 1;
  });
}
