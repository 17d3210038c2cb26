// finds: race-across-await
// fix: Share one attempt per key: keep its promise in pagesPending
// run: run.test.ts
// file: main.ts
const pages = new Map<string, string>();

export async function page(url: string, fetchPage: (url: string) => Promise<string>): Promise<string> {
  if (!pages.has(url)) {
    const text = await fetchPage(url);
    pages.set(url, text);
  }
  return pages.get(url)!;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { page } from './main.ts';

let fetched = 0;
const fetchPage = (url: string): Promise<string> => sleep(5, `${url} ${++fetched}`);
const [first, second] = await Promise.all([page('a', fetchPage), page('a', fetchPage)]);
process.exitCode = fetched === 1 && first === second ? 0 : 1;
