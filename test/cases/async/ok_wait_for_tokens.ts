import { createServer } from 'node:http';

declare function refill(): Promise<void>;

let tokens = 10;
let served = 0;

// Every wait is followed by another look.
async function take() {
  while (tokens < 1) {
    await refill();
  }
  tokens -= 1;
}

// Counting up needs no room.
async function warm() {
  if (served < 1) await refill();
  served += 1;
}

createServer(async (_request, response) => {
  await take();
  await warm();
  tokens++;
  response.end();
}).listen(80);
