import { createServer } from 'node:http';
import { sleep } from './sleep.ts';

const stock = new Map([['lamp', 3]]);

function reserve(sku: string): boolean {
  const left = stock.get(sku) ?? 0;
  if (left === 0) return false;
  stock.set(sku, left - 1);
  return true;
}

createServer((req, res) => {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (reserve((req.url ?? '').slice(1))) {
      res.writeHead(204).end();
      return;
    }
    sleep(200 * attempt); //~ blocking-call | blocking-wait-on-event-loop
  }
  res.writeHead(409).end();
}).listen(8080);
