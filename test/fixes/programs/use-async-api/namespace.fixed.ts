// file: main.ts
import fs from 'node:fs';
import { createServer } from 'node:http';

createServer(async (request, response) => {
  await fs.promises.writeFile('last.txt', request.url ?? '');
  response.end('noted');
}).listen(8080);
