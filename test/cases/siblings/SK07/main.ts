import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

function readBanner(): string {
  return readFileSync(new URL(import.meta.url), 'utf8').split('\n')[0];
}

const banner = readBanner();
const server = createServer((_request, response) => response.end(banner));
server.listen(0);
await once(server, 'listening');
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
console.log((await answer.text()).length > 0);
server.close();
