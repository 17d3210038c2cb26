import { BroadcastChannel } from 'node:worker_threads';
const bc = new BroadcastChannel('grid');
bc.onmessage = (event) => {
  const cells = (event as unknown as { data: Int32Array }).data;
  console.log(cells[1]); //~ unlocked-shared-read
  bc.close();
};
