import { createServer } from 'node:http';

const memo = new Map<number, number>();

function remembered(n: number): number {
  if (n < 2) return n;
  const known = memo.get(n);
  if (known !== undefined) return known;
  const value = remembered(n - 1) + remembered(n - 2);
  memo.set(n, value);
  return value;
}

function ways(n: number): number {
  return n <= 1 ? 1 : ways(n - 1) + ways(n - 2) + ways(n - 3);
}

function pause(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end) {}
  //| blocking-cpu: spins
}

createServer((_req, res) => res.end(String(remembered(90)))).listen(1);
createServer((_req, res) => res.end(String(ways(45)))).listen(2);
//| blocking-cpu: ways(45)
createServer((_req, res) => res.end(String(ways(10)))).listen(3);
createServer((_req, res) => {
  pause(200);
  res.end();
}).listen(4);
