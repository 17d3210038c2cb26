import { workerData } from 'node:worker_threads';
const { b, r } = workerData as { b: SharedArrayBuffer; r: string };
if (r === 'lo') new DataView(b).setUint16(2, 7); //~ unlocked-shared-mutation
else new Uint32Array(b)[0] = 9; //~ unlocked-shared-mutation
