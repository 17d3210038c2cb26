import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';

const server = createServer(async (_request, response) => {
  const packer = new Worker(new URL('./packer.ts', import.meta.url), { workerData: 'text '.repeat(1_000) });
  const [size] = await once(packer, 'message');
  response.end(`packed to ${size as number}`);
});
server.listen(0);
await once(server, 'listening');
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
console.log(await answer.text());
server.close();
