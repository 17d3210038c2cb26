import { createServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

const SIZE = 5_000;

function multiply(): number {
  let sum = 0;
  for (let i = 0; i < SIZE; i++) {
    //| blocking-cpu: steps
    for (let j = 0; j < SIZE; j++) sum += i * j;
  }
  return sum;
}

async function politely(): Promise<number> {
  let sum = 0;
  for (let i = 0; i < SIZE; i++) {
    await nextTurn();
    for (let j = 0; j < SIZE; j++) sum += i * j;
  }
  return sum;
}

function small(): number {
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += i;
  return sum;
}

createServer(async (_req, res) => {
  res.end(String(multiply() + (await politely()) + small()));
}).listen(8080);
