import { createServer } from 'node:http';
function ackermann(m: number, n: number): number {
  if (m === 0) return n + 1;
  if (n === 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}
function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
function hanoi(n: number, from: string, to: string, via: string): number {
  if (n === 0) return 0;
  return hanoi(n - 1, from, via, to) + 1 + hanoi(n - 1, via, to, from);
}
const memo = new Map<number, number>();
function fibMemo(n: number): number {
  const known = memo.get(n);
  if (known !== undefined) return known;
  const value = n < 2 ? n : fibMemo(n - 1) + fibMemo(n - 2);
  memo.set(n, value);
  return value;
}
createServer((_q, r) => r.end(String(fib(42)))).listen(1);
//| blocking-cpu
createServer((_q, r) => r.end(String(hanoi(30, 'a', 'b', 'c')))).listen(2);
//| blocking-cpu
createServer((_q, r) => r.end(String(fibMemo(90)))).listen(3);
createServer((_q, r) => r.end(String(fib(12)))).listen(4);
export { ackermann };
