import { createServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

const readings = new Float64Array(20_000_000).fill(1.5);

async function sum(values: Float64Array): Promise<number> {
  let total = 0;
  for (let from = 0; from < values.length; from += 5_000) {
    const to = Math.min(values.length, from + 5_000);
    for (let index = from; index < to; index++) {
      total += Math.sqrt(values[index]);
    }
    await nextTurn();
  }
  return total;
}

createServer(async (_req, res) => {
  res.end(String(await sum(readings)));
}).listen(8080);
