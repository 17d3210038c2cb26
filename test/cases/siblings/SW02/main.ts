import { setImmediate as nextTurn } from 'node:timers/promises';

let transferred = 0;

async function nextSize(source: number[]): Promise<number> {
  await nextTurn();
  return source.shift() ?? 0;
}

async function pump(source: number[]): Promise<void> {
  while (source.length > 0) {
    transferred += await nextSize(source); //~ race-across-await
  }
}

await Promise.all([pump([1, 2, 3]), pump([10, 20, 30])]);
console.log('bytes', transferred);
