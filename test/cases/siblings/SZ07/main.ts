import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const scores = new Uint32Array(new SharedArrayBuffer(4 * 32));
crypto.getRandomValues(new Uint32Array(32)).forEach((value, i) => (scores[i] = value % 100));
const ranking = new Worker(new URL('./ranking.ts', import.meta.url), { workerData: scores });
const game = new Worker(new URL('./game.ts', import.meta.url), { workerData: scores });
await Promise.all([once(ranking, 'exit'), once(game, 'exit')]);
