import { createServer } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';

async function nextId(file: string): Promise<number> {
  const last = Number(await readFile(file, 'utf8')); //~ race-across-await
  await writeFile(file, String(last + 1)); //~ race-across-await
  return last + 1;
}

createServer(async (_request, response) => {
  response.end(String(await nextId('sequence.txt')));
}).listen(8080);
