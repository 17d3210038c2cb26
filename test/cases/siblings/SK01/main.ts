import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { page } from './page.ts';

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end(page(request.url ?? '/'));
});
server.listen(0);
await once(server, 'listening');
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hello`);
console.log(await answer.text());
server.close();
