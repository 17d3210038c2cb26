import { workerData } from 'node:worker_threads';

const { words } = workerData as { words: Uint32Array };
for (let i = 0; i < words.length; i++) words[i] = i;
