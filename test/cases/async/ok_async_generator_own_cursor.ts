declare function load(offset: number): Promise<string[]>;

let pages = 0;

// Each generator has its own cursor; the count is read and written in one job.
async function* rows() {
  let cursor = 0;
  for (;;) {
    const found = await load(cursor);
    cursor += found.length;
    pages += 1;
    if (found.length === 0) return;
    yield* found;
  }
}

async function consume(name: string) {
  for await (const row of rows()) console.log(name, row, pages);
}

await Promise.all([consume('left'), consume('right')]);
