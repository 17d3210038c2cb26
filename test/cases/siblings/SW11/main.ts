import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

let inFlight = 0;
let peak = 0;

const server = createServer(async (_req, res) => {
  inFlight += 1;
  peak = Math.max(peak, inFlight);
  try {
    await delay(5);
    res.end(String(inFlight));
  } finally {
    inFlight -= 1;
  }
});
server.listen(0, () => {
  setTimeout(() => {
    console.log(peak, inFlight);
    server.close();
  }, 30);
});
