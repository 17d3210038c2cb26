import { workerData } from 'node:worker_threads';
import { claim, free, LEFT, PASSED, RIGHT } from './signal.ts';

const { rails } = workerData as { rails: Int32Array };
for (let train = 0; train < 1_000_000; train++) {
  claim(rails, RIGHT); //~ lock-order-inversion
  claim(rails, LEFT); //~ lock-order-inversion
  rails[PASSED] += 1;
  free(rails, LEFT);
  free(rails, RIGHT);
}
