import { workerData } from 'node:worker_threads';

const FINAL = 0;
const SCORE = 1;
const board = workerData as Int32Array;
while (Atomics.load(board, FINAL) === 0) Atomics.wait(board, FINAL, 0);
console.log('final score', board[SCORE]); //~ unlocked-shared-read
