import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';

createServer(async (request, response) => {
  const worker = new Worker(new URL('./stretch.ts', import.meta.url), { workerData: request.url ?? '' });
  const [digest] = (await once(worker, 'message')) as [string];
  response.end(digest);
}).listen(8080);
