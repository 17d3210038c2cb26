import { createServer } from 'node:http';
import { memoizeAsync } from './memoize.ts';

const tenant = memoizeAsync(async (name: string) => {
  const response = await fetch(`https://tenants.example/${name}`);
  return (await response.json()) as { quota: number; used: number };
});

createServer(async (req, res) => {
  const record = await tenant((req.url ?? '/').slice(1));
  record.used += 1;
  res.end(String(record.quota - record.used));
}).listen(8080);
