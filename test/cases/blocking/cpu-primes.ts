import { createServer } from 'node:http';
function countPrimes(limit: number): number {
  let count = 0;
  for (let n = 2; n < limit; n++) {
    //| blocking-cpu
    let prime = true;
    for (let d = 2; d * d <= n; d++) {
      if (n % d === 0) {
        prime = false;
        break;
      }
    }
    if (prime) count += 1;
  }
  return count;
}
createServer((_request, response) => {
  response.end(String(countPrimes(2_000_000)));
}).listen(0);
