import { createServer } from 'node:http';
import { Database } from './database.ts';

const database = new Database();

function pay(account: string, amount: number): Promise<boolean> {
  return database.transaction(async (rows) => {
    const row = await rows.get(account);
    if (row.balance < amount) return false;
    await rows.put(account, { ...row, balance: row.balance - amount });
    return true;
  });
}

createServer(async (req, res) => {
  const url = new URL(req.url ?? '/', 'http://localhost');
  const done = await pay(url.pathname.slice(1), Number(url.searchParams.get('amount')));
  res.writeHead(done ? 204 : 402).end();
}).listen(8080);
