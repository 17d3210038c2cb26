import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const score = new Int32Array(new SharedArrayBuffer(8));
const games = [0, 1, 2].map(() => new Worker(new URL('./game.ts', import.meta.url), { workerData: { score } }));
await Promise.all(games.map((game) => once(game, 'exit')));
console.log(score[1]);
