import { createServer } from 'node:http';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

const gzip = promisify(zlib.gzip);
const rows = Array.from({ length: 1_000 }, (_, id) => ({ id, name: `row ${id}` }));

const server = createServer();
server.on('request', async (_req, res) => {
  res.setHeader('content-encoding', 'gzip');
  res.end(await gzip(JSON.stringify(rows)));
});
server.listen(8080);
