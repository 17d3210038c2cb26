// What the thread works on is touched before it is asked and after it has answered.
import { spawn, Thread, Worker } from 'threads';

const numbers = new Float64Array(new SharedArrayBuffer(8 * 100));
const summer = await spawn(new Worker('./summer'));
for (let i = 0; i < numbers.length; i++) numbers[i] = i;
console.log(await summer.sum(numbers));
numbers[5] = 1;
console.log(await summer.sum(numbers));
await Thread.terminate(summer);
numbers.fill(0);

// file: summer.ts
import { expose } from 'threads/worker';

expose({
  sum(numbers: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < numbers.length; i++) sum += numbers[i];
    return sum;
  },
});
