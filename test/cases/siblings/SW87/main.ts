import { createServer } from 'node:http';

async function collatz(limit: number): Promise<number> {
  let longest = 0;
  for (let start = 1; start < limit; start++) { //~ blocking-cpu
    let steps = 0;
    for (let n = start; n !== 1; n = n % 2 === 0 ? n / 2 : 3 * n + 1) { //~ blocking-cpu
      steps += 1;
    }
    longest = Math.max(longest, steps);
    if (start % 1_000 === 0) {
      await Promise.resolve(); //~ blocking-cpu
    }
  }
  return longest;
}

createServer(async (_req, res) => {
  res.end(String(await collatz(5_000_000))); //~ blocking-cpu
}).listen(8080);
