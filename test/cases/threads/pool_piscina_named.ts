// Two named functions of one script: tasks run at once and change the same bin.
import { Piscina } from 'piscina';
import { resolve } from 'node:path';

const bins = new Uint32Array(new SharedArrayBuffer(4 * 256));
const pool = new Piscina({ filename: resolve(__dirname, 'bins.ts'), workerData: bins });
await Promise.all([pool.run('a', { name: 'rise' }), pool.run('a', { name: 'fall' })]);

// file: bins.ts
import { workerData } from 'piscina';
const bins = workerData as Uint32Array;
export function rise(key: string): void {
  bins[key.charCodeAt(0)]++;
  //| unlocked-shared-mutation
}
export function fall(key: string): void {
  bins[key.charCodeAt(0)]--;
}
