import express from 'express';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';

const app = express();

app.get('/paths/:size', async (request, response) => {
  const worker = new Worker(new URL('./paths.ts', import.meta.url), { workerData: Number(request.params.size) });
  try {
    const [paths] = (await once(worker, 'message')) as [number];
    response.json({ paths });
  } finally {
    await worker.terminate();
  }
});

app.listen(8080);
