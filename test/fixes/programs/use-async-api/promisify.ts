// finds: blocking-call
// fix: Use promisify(gzip) and await it
// run: run.test.ts
// file: main.ts
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

export const log: string[] = [];
export const server = createServer(async (request, response) => {
  log.push('in');
  const packed = gzipSync(request.url ?? '');
  log.push('out');
  response.end(packed);
});
// file: run.test.ts
import { gunzipSync } from 'node:zlib';
import { log, server } from './main.ts';

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as { port: number };
const ask = async (): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/page`);
  return gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
};
const answers = await Promise.all([ask(), ask(), ask(), ask()]);
server.closeAllConnections();
server.close();
const interleaved = log.join() !== 'in,out,in,out,in,out,in,out';
process.exitCode = interleaved && answers.every((answer) => answer === '/page') ? 0 : 1;
