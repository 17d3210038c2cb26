import { workerData } from 'node:worker_threads';
import { Gate } from './gate.ts';

const { gate, data } = workerData as { gate: SharedArrayBuffer; data: SharedArrayBuffer };
new Gate(gate).pass();
console.log(new Uint8Array(data)[17]);
