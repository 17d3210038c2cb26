import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const locks = new Map<string, Mutex>();
const texts = new Map<string, string>();

function lockOf(document: string): Mutex {
  let lock = locks.get(document);
  if (lock === undefined) {
    lock = new Mutex();
    locks.set(document, lock);
  }
  return lock;
}

async function append(document: string, text: string): Promise<void> {
  const release = await lockOf(document).acquire();
  try {
    const old = texts.get(document) ?? '';
    await delay(1);
    texts.set(document, old + text);
  } finally {
    release();
  }
}

await Promise.all([append('a', '1'), append('b', '2'), append('a', '3')]);
console.log(Object.fromEntries(texts));
