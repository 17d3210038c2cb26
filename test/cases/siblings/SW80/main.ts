import { createServer } from 'node:http';
import { freeSpace } from './disk.ts';

let free = 0;

setInterval(() => {
  free = freeSpace('/');
}, 10_000);

createServer((_req, res) => {
  res.end(String(free));
}).listen(8080);
