import { createServer } from 'node:http';
import { DiskCache } from './disk-cache.ts';

const cache = new DiskCache('cache', 1 << 20);
createServer(async (request, response) => {
  await cache.put(request.url ?? '/', new Date().toISOString());
  response.end('stored');
}).listen(8080);
