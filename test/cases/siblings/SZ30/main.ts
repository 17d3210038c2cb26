import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';

const pages: string[] = [];

async function append(path: string): Promise<number> {
  const index = pages.push('') - 1;
  pages[index] = await readFile(path, 'utf8');
  return index;
}

createServer(async (request, response) => {
  response.end(String(await append(`.${request.url ?? '/'}`)));
}).listen(8080);
