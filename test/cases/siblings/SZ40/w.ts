import { workerData } from 'node:worker_threads';

const header = new DataView(workerData as SharedArrayBuffer);

function next(): number {
  const id = header.getInt32(8); //~ unlocked-shared-read | unlocked-shared-mutation
  header.setInt32(8, id + 1); //~ unlocked-shared-mutation
  return id;
}

for (let i = 0; i < 100; i++) next();
