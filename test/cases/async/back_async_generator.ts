declare function load(offset: number): Promise<string[]>;

let cursor = 0;

async function* rows() {
  for (;;) {
    const from = cursor;
    const found = await load(from);
    cursor = from + found.length;
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: one of the updates is lost
    if (found.length === 0) return;
    yield* found;
  }
}

async function consume(name: string) {
  for await (const row of rows()) console.log(name, row);
}

await Promise.all([consume('left'), consume('right')]);
