import { Mutex } from 'async-mutex';
import pLimit from 'p-limit';

const mutex = new Mutex();
const limit = pLimit(4);
const rates = new Map<string, number>();

export async function rate(currency: string): Promise<number> {
  return mutex.runExclusive(async () => {
    const known = rates.get(currency);
    if (known !== undefined) return known;
    const response = await fetch(`https://rates.example/${currency}`);
    //| blocking-under-lock: network round trip of fetch
    const value = Number(await response.text());
    rates.set(currency, value);
    return value;
  });
}

export async function bounded(currency: string): Promise<number> {
  return mutex.runExclusive(async () => {
    const response = await fetch(`https://rates.example/${currency}`, { signal: AbortSignal.timeout(500) });
    return Number(await response.text());
  });
}

export async function limited(urls: readonly string[]): Promise<Response[]> {
  return Promise.all(urls.map((url) => limit(() => fetch(url))));
}
