// Threads of a pool take tasks at the same time.
import { Pool, spawn, Worker } from 'threads';

const done = new Int32Array(new SharedArrayBuffer(4));
const pool = Pool(() => spawn(new Worker('./tasks')), 4);
for (const name of ['a', 'b', 'c']) pool.queue(async (tasks) => tasks.run(name, done));
await pool.completed();
await pool.terminate();

// file: tasks.ts
import { expose } from 'threads/worker';

expose({
  run(name: string, done: Int32Array): string {
    done[0] = done[0] + 1;
//| unlocked-shared-mutation
    return name;
  },
});
