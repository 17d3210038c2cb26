import { createLimiter } from './limiter.ts';

const limit = createLimiter(1);

function download(url: string): Promise<number> {
  return limit(async () => url.length); //~ wait-cycle | self-deadlock
}

function mirror(urls: readonly string[]): Promise<number> {
  return limit(async () => { //~ wait-cycle | self-deadlock
    let bytes = 0;
    for (const url of urls) {
      bytes += await download(url); //~ wait-cycle | self-deadlock
    }
    return bytes;
  });
}

console.log(await mirror(['a', 'bb']));
