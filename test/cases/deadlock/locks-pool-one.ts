// file: package.json
{ "dependencies": { "pg": "8.0.0", "knex": "3.0.0" } }
// file: main.ts
// Connections of one pool, one inside the other.
import { Pool } from 'pg';
import knex from 'knex';

const one = new Pool({ max: 1 });
const ten = new Pool({ max: 10 });
const lite = knex({ client: 'sqlite3', connection: { filename: 'x.db' } });

async function log(text: string): Promise<void> {
  await one.query('insert into log values ($1)', [text]);
}

export async function pay(amount: number): Promise<void> {
  const client = await one.connect();
  try {
    await client.query('begin');
    await log(`paid ${amount}`);
    //| self-deadlock: the only connection of one
    await client.query('commit');
  } finally {
    client.release();
  }
}

export async function payWith(amount: number): Promise<void> {
  const client = await one.connect();
  try {
    await client.query('insert into paid values ($1)', [amount]);
  } finally {
    client.release();
  }
  await log(`paid ${amount}`);
}

export async function report(): Promise<void> {
  const client = await ten.connect();
  try {
    await ten.query('select 1');
    //| self-deadlock: as there are connections
  } finally {
    client.release();
  }
}

export async function leak(): Promise<unknown> {
  const client = await ten.connect();
  //| unreleased-lock: its connection of ten
  const rows = await client.query('select 1');
  client.release();
  return rows;
}

export async function move(id: number): Promise<void> {
  await lite.transaction(async (trx) => {
    await trx('items').where({ id }).delete();
    await lite('moved').insert({ id });
    //| self-deadlock: the only connection of lite
  });
}

export async function moveInside(id: number): Promise<void> {
  await lite.transaction(async (trx) => {
    await trx('items').where({ id }).delete();
    await lite('moved').transacting(trx).insert({ id });
  });
}
