interface Rows {
  find(query: string): Promise<string[]>;
}

async function report(rows: Rows, print: (lines: () => string[]) => void): Promise<void> {
  let lines: string[];
  lines = await rows.find('open');
  if (lines.length === 0) {
    lines = await rows.find('closed');
  }
  print(() => lines);
}

const rows: Rows = {
  async find(query) {
    await Promise.resolve();
    return query === 'closed' ? ['#1', '#2'] : [];
  },
};
await Promise.all([1, 2].map(() => report(rows, (lines) => console.log(lines().join()))));
