import { workerData } from 'node:worker_threads';
import { Monitor } from './monitor.ts';
import { lockBoth } from './pair.ts';

const { buffer, what } = workerData as { buffer: SharedArrayBuffer; what: string };
const source = new Monitor(buffer, 0);
const target = new Monitor(buffer, 8);
const sizes = new Int32Array(buffer, 16, 2);

for (let i = 0; i < 50; i++) {
  if (what === 'copy') lockBoth(source, target, () => (sizes[1] += sizes[0])); //~ lock-order-inversion
  else lockBoth(target, source, () => (sizes[0] += 1)); //~ lock-order-inversion
}
