// The database itself keeps the two apart, or nothing is lost.
import { Pool } from 'pg';

const db = new Pool();

export async function inPlace(id: string, n: number): Promise<void> {
  const { rows } = await db.query('SELECT balance FROM accounts WHERE id = $1', [id]);
  if (rows[0].balance < n) throw new Error('too little');
  await db.query('UPDATE accounts SET balance = balance - $1 WHERE id = $2 AND balance >= $1', [n, id]);
}

export async function lockedRow(id: string, n: number): Promise<void> {
  await db.query('BEGIN');
  const { rows } = await db.query('SELECT balance FROM accounts WHERE id = $1 FOR UPDATE', [id]);
  await db.query('UPDATE accounts SET balance = $1 WHERE id = $2', [rows[0].balance - n, id]);
  await db.query('COMMIT');
}

export async function byVersion(id: string): Promise<void> {
  const { rows } = await db.query('SELECT hits, version FROM pages WHERE id = $1', [id]);
  await db.query('UPDATE pages SET hits = $1 WHERE id = $2 AND version = $3', [rows[0].hits + 1, id, rows[0].version]);
}

export async function noCount(id: string): Promise<void> {
  const { rows } = await db.query('SELECT name FROM people WHERE id = $1', [id]);
  await db.query('UPDATE people SET name = $1 WHERE id = $2', [rows[0].name.trim(), id]);
}

export async function onlyOne(email: string): Promise<void> {
  const { rows } = await db.query('SELECT id FROM users WHERE email = $1', [email]);
  if (rows.length === 0) await db.query('INSERT INTO users (email) VALUES ($1) ON CONFLICT DO NOTHING', [email]);
}

export async function otherTable(email: string): Promise<void> {
  const { rows } = await db.query('SELECT id FROM users WHERE email = $1', [email]);
  if (rows.length === 0) await db.query('INSERT INTO refusals (email) VALUES ($1)', [email]);
}
