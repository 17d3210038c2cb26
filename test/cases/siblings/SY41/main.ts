import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const board = new Int32Array(new SharedArrayBuffer(8));
const first = new Worker(new URL('./player.ts', import.meta.url), { workerData: 3 });
const second = new Worker(new URL('./player.ts', import.meta.url), { workerData: 4 });
function onPoint(points: number): void {
  board[0] += points;
  board[1] += 1;
}
first.on('message', onPoint);
second.on('message', onPoint);
await Promise.all([once(first, 'exit'), once(second, 'exit')]);
console.log(board[0], board[1]);
