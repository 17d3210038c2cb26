// file: main.ts
import { existsSync, readFileSync } from 'fs';
import { createServer } from 'http';
import { readFile } from 'fs/promises';

createServer(async (request, response) => {
  const path = `pages${request.url}`;
  response.end((await readFile(path)).toString('utf8'));
}).listen(existsSync('port') ? 80 : 8080);
