// file: main.ts
import { createServer } from 'node:http';
import { gzipSync, gzip } from 'node:zlib';
import { promisify } from 'node:util';

export const log: string[] = [];
export const server = createServer(async (request, response) => {
  log.push('in');
  const packed = await promisify(gzip)(request.url ?? '');
  log.push('out');
  response.end(packed);
});
