import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const counts = new Map<string, number>();

createServer((req, res) => {
  const url = req.url ?? '/';
  counts.set(url, (counts.get(url) ?? 0) + 1);
  res.end();
}).listen(8080);

process.on('exit', () => {
  writeFileSync('counts.json', JSON.stringify([...counts]));
});
process.on('SIGTERM', () => process.exit(0));
