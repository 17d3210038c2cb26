import { createServer } from 'node:http';

const PAGE = 100;

createServer((req, res) => {
  const rows: string[] = [];
  for (let row = 0; row < PAGE; row++) {
    const cells: string[] = [];
    for (let column = 0; column < 12; column++) {
      cells.push(`<td>${row * column}</td>`);
    }
    rows.push(`<tr>${cells.join('')}</tr>`);
  }
  for (const [name, value] of Object.entries(req.headers)) {
    rows.push(`<!-- ${name}: ${String(value)} -->`);
  }
  res.end(rows.join(''));
}).listen(8080);
