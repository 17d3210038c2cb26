import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';

const hasher = new Worker(new URL('./hasher.ts', import.meta.url));
let turn: Promise<unknown> = Promise.resolve();

function hash(path: string): Promise<string> {
  const result = turn.then(async () => {
    const reply = once(hasher, 'message');
    hasher.postMessage(path);
    const [digest] = await reply;
    return digest as string;
  });
  turn = result.catch(() => {});
  return result;
}

createServer(async (req, res) => {
  res.end(await hash((req.url ?? '/').slice(1)));
}).listen(8080);
