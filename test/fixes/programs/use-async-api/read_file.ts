// finds: blocking-call
// fix: Use readFile of node:fs/promises and await it
// run: run.test.ts
// file: main.ts
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

export const server = createServer(async (request, response) => {
  const page = readFileSync(new URL(`.${request.url}`, import.meta.url), 'utf8');
  response.end(page);
});
// file: run.test.ts
import { server } from './main.ts';

const address = (): { port: number } => server.address() as { port: number };
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const text = await (await fetch(`http://127.0.0.1:${address().port}/main.ts`)).text();
server.close();
process.exitCode = text.includes('node:fs/promises') ? 0 : 1;
