// finds: blocking-call
// fix: Use fs.promises.writeFile and await it
// file: main.ts
import fs from 'node:fs';
import { createServer } from 'node:http';

createServer(async (request, response) => {
  fs.writeFileSync('last.txt', request.url ?? '');
  response.end('noted');
}).listen(8080);
