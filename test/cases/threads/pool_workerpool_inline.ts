// A function given to the pool runs in its threads, with the memory it is given.
import workerpool from 'workerpool';

const total = new Int32Array(new SharedArrayBuffer(4));
const pool = workerpool.pool();
function add(total: Int32Array, n: number): void {
  total[0] += n;
//| unlocked-shared-mutation
}
await Promise.all([1, 2, 3].map((n) => pool.exec(add, [total, n])));
console.log(total[0]);
