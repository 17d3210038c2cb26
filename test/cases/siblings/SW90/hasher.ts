import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (path: string) => {
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  parentPort!.postMessage(digest);
});
