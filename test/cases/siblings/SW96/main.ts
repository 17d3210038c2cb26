import { createServer } from 'node:http';
import { Database } from './database.ts';

const database = new Database();

async function pay(account: string, amount: number): Promise<boolean> {
  const row = await database.get(account); //~ race-across-await
  if (row.balance < amount) return false;
  await database.put(account, { ...row, balance: row.balance - amount }); //~ race-across-await
  return true;
}

createServer(async (req, res) => {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const done = await pay(url.pathname.slice(1), Number(url.searchParams.get('amount')));
  res.writeHead(done ? 204 : 402).end();
}).listen(8080);
