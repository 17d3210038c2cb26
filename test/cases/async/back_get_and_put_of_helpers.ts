import { createServer } from 'node:http';

class Database {
  private readonly rows = new Map<string, { readonly balance: number }>();

  async get(key: string) {
    await Promise.resolve();
    return this.rows.get(key) ?? { balance: 100 };
  }

  async put(key: string, row: { readonly balance: number }) {
    await Promise.resolve();
    this.rows.set(key, row);
  }
}

const database = new Database();

async function pay(account: string, amount: number) {
  const row = await database.get(account);
  if (row.balance < amount) return false;
  await database.put(account, { ...row, balance: row.balance - amount });
  //| race-across-await: database.rows
  return true;
}

createServer(async (req, res) => {
  res.writeHead((await pay(req.url ?? '/', 1)) ? 204 : 402).end();
}).listen(8080);
