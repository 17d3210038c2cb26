import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Charges } from './charges.ts';

const charges = new Charges(async (amount) => {
  const response = await fetch('https://bank.example/charge', { method: 'POST', body: String(amount) });
  return response.headers.get('location') ?? '';
});

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = String(request.headers['idempotency-key']);
  const receipt = await charges.once(key, 100);
  response.end(receipt);
}

createServer((request, response) => {
  handle(request, response).catch((error: unknown) => response.destroy(error as Error));
}).listen(8080);
