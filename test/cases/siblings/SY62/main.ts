import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

class Billing {
  total = 0;

  async charge(minutes: number): Promise<void> {
    this.total = this.total + (await price(minutes)); //~ race-across-await
  }
}

async function price(minutes: number): Promise<number> {
  await delay(2);
  return minutes * 3;
}

const billing = new Billing();
createServer(async (request, response) => {
  await billing.charge(Number(request.headers['content-length'] ?? 1));
  response.end(String(billing.total));
}).listen(8080);
