import { Mutex } from 'async-mutex';

const mutex = new Mutex();
const pages = new Map<string, number>();
let total = 0;

async function crawl(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  await mutex.runExclusive(() => {
    total += text.length - (pages.get(url) ?? 0);
    pages.set(url, text.length);
  });
}

await Promise.all(['https://a.example/', 'https://b.example/'].map(crawl));
console.log(total);
