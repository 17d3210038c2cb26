import { setImmediate as nextTurn } from 'node:timers/promises';

let cursor = 0;

async function page(offset: number): Promise<string[]> {
  await nextTurn();
  return offset < 6 ? [`row ${offset}`, `row ${offset + 1}`] : [];
}

async function* rows(): AsyncGenerator<string> {
  for (;;) {
    const from = cursor; //~ race-across-await
    const found = await page(from);
    cursor = from + found.length; //~ race-across-await
    if (found.length === 0) return;
    yield* found;
  }
}

async function consume(name: string): Promise<void> {
  for await (const row of rows()) {
    console.log(name, row);
  }
}

await Promise.all([consume('left'), consume('right')]);
