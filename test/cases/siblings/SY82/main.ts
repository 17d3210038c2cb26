import { Semaphore } from 'async-mutex';

const slots = new Semaphore(2);

async function fetchText(url: string): Promise<string> {
  const [, release] = await slots.acquire();
  try {
    if (!url.startsWith('data:')) throw new Error(`unsupported ${url}`);
    return decodeURIComponent(url.slice(6));
  } finally {
    release();
  }
}

const results = await Promise.allSettled(['data:,a', 'file:b', 'data:,c'].map(fetchText));
console.log(results.map((result) => result.status));
