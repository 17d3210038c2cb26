// The page goes on writing what the thread was asked to sum.
import { spawn, Thread, Worker } from 'threads';

const numbers = new Float64Array(new SharedArrayBuffer(8 * 100));
const summer = await spawn(new Worker('./summer'));
const sum = summer.sum(numbers);
numbers[5] = 1;
//| unlocked-shared-mutation
console.log(await sum);
await Thread.terminate(summer);

// file: summer.ts
import { expose } from 'threads/worker';

expose({
  sum(numbers: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < numbers.length; i++) sum += numbers[i];
    return sum;
  },
});
