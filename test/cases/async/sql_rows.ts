// Rows that are asked for and changed, or made, by statements of SQL.
import { createServer } from 'node:http';
import { Pool } from 'pg';

const db = new Pool();

createServer(async (request, response) => {
  const id = request.url;
  const { rows } = await db.query('SELECT balance FROM accounts WHERE id = $1', [id]);
  const balance = rows[0].balance - 10;
  await db.query('UPDATE accounts SET balance = $1 WHERE id = $2', [balance, id]);
  //| race-across-await: Two requests with the same key can both read the same record of accounts on line 9
  response.end();
});

declare const pool: { execute(sql: string, values: unknown[]): Promise<[{ stock: number }[], unknown]> };

export async function take(id: string, n: number): Promise<void> {
  const [rows] = await pool.execute('SELECT stock FROM products WHERE id = ?', [id]);
  const { stock } = rows[0];
  if (stock < n) throw new Error('out of stock');
  await pool.execute('UPDATE products SET stock = ? WHERE id = ?', [stock - n, id]);
  //| race-across-await: can both read the same record of products
}

export async function register(email: string): Promise<boolean> {
  const existing = await db.query('SELECT id FROM users WHERE email = $1', [email]);
  if (existing.rows.length > 0) return false;
  await db.query('INSERT INTO users (email) VALUES ($1)', [email]);
  //| race-across-await: can both find nothing in users
  return true;
}
