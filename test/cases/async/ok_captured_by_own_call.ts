async function load(state: string): Promise<string[]> {
  await Promise.resolve();
  return state === 'closed' ? ['#1'] : [];
}

async function report(print: (lines: () => string[]) => void): Promise<void> {
  let lines: string[];
  lines = await load('open');
  if (lines.length === 0) {
    lines = await load('closed');
  }
  print(() => lines);
}

await Promise.all([report((lines) => console.log(lines())), report((lines) => console.log(lines()))]);
await Promise.all([1, 2].map(() => report((lines) => console.log(lines()))));
