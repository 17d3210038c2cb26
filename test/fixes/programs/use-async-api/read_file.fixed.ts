// file: main.ts
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

export const server = createServer(async (request, response) => {
  const page = await readFile(new URL(`.${request.url}`, import.meta.url), 'utf8');
  response.end(page);
});
