import { createServer, type IncomingMessage } from 'node:http';
import { writeFile } from 'node:fs/promises';
import zlib from 'node:zlib';

const pack = (parts: readonly Buffer[]): Buffer => zlib.brotliCompressSync(Buffer.concat(parts)); //~ blocking-call

function collect(request: IncomingMessage, done: (packed: Buffer) => void): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.once('end', () => done(pack(parts)));
}

const server = createServer();
server.on('request', (request, response) => {
  collect(request, (packed) => {
    writeFile(`uploads/${Date.now()}.br`, packed).then(
      () => response.writeHead(201).end(),
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(8080);
