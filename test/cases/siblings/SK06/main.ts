import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

function countPrimes(limit: number): number {
  let count = 0;
  for (let n = 2; n < limit; n++) { //~ blocking-cpu
    let prime = true;
    for (let d = 2; d * d <= n; d++) { //~ blocking-cpu
      if (n % d === 0) {
        prime = false;
        break;
      }
    }
    if (prime) count += 1;
  }
  return count;
}

const server = createServer((_request, response) => {
  response.end(String(countPrimes(2_000_000))); //~ blocking-cpu
});
server.listen(0);
await once(server, 'listening');
const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
console.log(await answer.text());
server.close();
