import { createServer } from 'node:http';
import { quote } from './quotes.ts';

const ledger: Record<string, { sum: number; orders: number }> = {
  ada: { sum: 0, orders: 0 },
  grace: { sum: 0, orders: 0 },
};

createServer(async (req, res) => {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const customer = url.searchParams.get('customer') ?? 'ada';
  ledger[customer].orders += 1;
  ledger[customer].sum += await quote(url.searchParams.get('sku') ?? ''); //~ race-across-await
  res.end(JSON.stringify(ledger[customer]));
}).listen(8080);
