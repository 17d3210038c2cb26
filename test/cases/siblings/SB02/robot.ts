import { workerData } from 'node:worker_threads';

const { crates } = workerData as { robot: string; crates: Int32Array };
for (let trip = 0; trip < 100_000; trip++) {
  crates[0]++; //~ unlocked-shared-mutation
}
