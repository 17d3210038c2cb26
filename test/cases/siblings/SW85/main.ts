import { createServer } from 'node:http';
import { nearestPair } from './geometry.ts';

const points = Array.from({ length: 20_000 }, (_, index) => ({
  x: Math.sin(index) * 1_000,
  y: Math.cos(index * 7) * 1_000,
}));

createServer((_req, res) => {
  res.end(JSON.stringify(nearestPair(points))); //~ blocking-cpu
}).listen(8080);
