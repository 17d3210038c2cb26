import { workerData } from 'node:worker_threads';

const { seq, xy } = workerData as { seq: Int32Array; xy: Float64Array };
let torn = 0;
for (let frame = 0; frame < 500; frame++) {
  let before: number;
  let x: number;
  let y: number;
  do {
    before = Atomics.load(seq, 0);
    x = xy[0]; //~ unlocked-shared-read
    y = xy[1]; //~ unlocked-shared-read
  } while ((before & 1) === 1 || Atomics.load(seq, 0) !== before);
  if (x !== -y) torn += 1;
}
console.log(torn);
