import { workerData } from 'node:worker_threads';

const FINAL = 0;
const SCORE = 1;
const board = workerData as Int32Array;
Atomics.store(board, FINAL, 1);
Atomics.notify(board, FINAL);
board[SCORE] = 301; //~ unlocked-shared-mutation
