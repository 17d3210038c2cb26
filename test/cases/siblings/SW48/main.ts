import { Database } from './database.ts';

const database = new Database();

async function rename(from: string, to: string): Promise<void> {
  await using transaction = await database.begin();
  const value = transaction.read(from);
  await Promise.resolve();
  transaction.write(to, value);
  transaction.write(from, undefined);
}

await Promise.all([rename('a', 'b'), rename('b', 'c')]);
console.log(database.dump());
