import { createServer } from 'node:http';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const server = createServer();
server.on('request', (request, response) => {
  const target = createWriteStream(`uploads/${Date.now()}.br`);
  pipeline(request, zlib.createBrotliCompress(), target).then(
    () => response.writeHead(201).end(),
    () => response.writeHead(500).end(),
  );
});
server.listen(8080);
