import { Mutex } from 'async-mutex';

const mutex = new Mutex();

export async function load(url: string): Promise<string> {
  await mutex.acquire();
  //| unreleased-lock: fails
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
  const text = await response.text();
  mutex.release();
  return text;
}
