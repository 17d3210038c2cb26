import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let snapshot = Buffer.alloc(0);

async function refresh(rows: readonly string[]): Promise<Buffer> {
  return mutex.runExclusive(() => {
    snapshot = brotliCompressSync(rows.join('\n')); //~ blocking-call | blocking-under-lock
    return snapshot;
  });
}

createServer(async (_req, res) => {
  const rows = Array.from({ length: 50_000 }, (_, row) => `row ${row}`);
  res.end(await refresh(rows));
}).listen(8080);
