import { createServer } from 'node:http';

declare function refill(): Promise<void>;

let tokens = 10;

async function take() {
  if (tokens < 1) {
    await refill();
  }
  tokens -= 1;
//^^^^^^^^^^^ race-across-await: wait on line 9 for more of tokens
}

async function enough() {
  while (tokens < 5) await refill();
}

// Two who wait there see the same five, one after the other, before either goes on here.
async function takeFive() {
  if (tokens < 5) await enough();
  tokens -= 5;
//^^^^^^^^^^^ race-across-await
}

createServer(async (_request, response) => {
  await take();
  await takeFive();
  tokens++;
  response.end();
}).listen(80);
