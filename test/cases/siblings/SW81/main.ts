import { createServer } from 'node:http';
import * as zlib from 'node:zlib';

const rows = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `row ${id}` }));

const server = createServer();
server.on('request', (req, res) => {
  const body = JSON.stringify(rows);
  if (req.headers['accept-encoding']?.includes('gzip')) {
    res.setHeader('content-encoding', 'gzip');
    res.end(zlib.gzipSync(body)); //~ blocking-call
    return;
  }
  res.end(body);
});
server.listen(8080);
