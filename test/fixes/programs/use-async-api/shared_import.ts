// finds: blocking-call
// fix: Use readFile of fs/promises and await it
// file: main.ts
import { existsSync, readFileSync } from 'fs';
import { createServer } from 'http';

createServer(async (request, response) => {
  const path = `pages${request.url}`;
  response.end(readFileSync(path).toString('utf8'));
}).listen(existsSync('port') ? 80 : 8080);
