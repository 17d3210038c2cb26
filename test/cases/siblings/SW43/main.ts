import { RowLocks } from './row-locks.ts';

const locks = new RowLocks();

async function update(rows: readonly string[]): Promise<void> {
  const releases = await locks.acquireAll(rows);
  try {
    await Promise.resolve();
  } finally {
    for (const release of releases) release();
  }
}

await Promise.all([update(['a', 'b']), update(['b', 'a', 'b'])]);
console.log('committed');
