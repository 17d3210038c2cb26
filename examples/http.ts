/**
 * The article's second I/O task: fetch a page ten times, one after another. The server answers after ten
 * milliseconds, as one in the same network does; it runs on a thread of its own, started with the first request.
 *
 * Benchmark it: `interleave bench examples/http.ts#fetchPages`
 */
import { Agent, get } from 'node:http';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SERVER = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => {
    setTimeout(() => response.end('<html><body><h1>It works!</h1></body></html>'), 10);
  });
  // Connections are kept for as long as the benchmark pauses between two samples.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

let started: Promise<number> | undefined;

/** Port of the server, which is started once per agent. */
function server(): Promise<number> {
  started ??= (async () => {
    const worker = new Worker(SERVER, { eval: true });
    const [port] = (await once(worker, 'message')) as [number];
    worker.unref();
    return port;
  })();
  return started;
}

const agent = new Agent({ keepAlive: true });

/** @param given port of a server that runs already; without it one of its own is started */
export async function fetchPages(pages = 10, given?: number): Promise<number> {
  const port = given ?? (await server());
  let bytes = 0;
  for (let i = 0; i < pages; i++) bytes += await fetchPage(port);
  return bytes;
}

function fetchPage(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
