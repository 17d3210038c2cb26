import { workerData } from 'node:worker_threads';

const { shared, part } = workerData as { shared: SharedArrayBuffer; part: string };
const words = new Int32Array(shared);

function encode(frame: number): number {
  let state = part.length;
  for (let n = 0; n < frame; n++) state = (state * 31 + n) | 0;
  return state;
}

for (let frame = 0; frame < 500; frame++) {
  encode(frame);
  Atomics.add(words, 1, 1); //~ mixed-atomic-access
}
