import { createServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
async function sum(): Promise<number> {
  let total = 0;
  for (let i = 0; i < 1_000_000_000; i++) {
    total += i;
    if (i % 10_000 === 0) await nextTurn();
  }
  return total;
}
createServer(async (_q, r) => r.end(String(await sum()))).listen(1);
