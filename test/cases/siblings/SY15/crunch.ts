import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (block: Int32Array | null) => {
  if (block === null) {
    parentPort!.close();
    return;
  }
  let sum = 0;
  for (let i = 1; i <= block[0]; i++) sum += block[i]; //~ unlocked-shared-read
  console.log(sum);
});
