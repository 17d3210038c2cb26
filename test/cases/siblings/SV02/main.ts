import { createServer } from 'node:http';

function reservations() {
  const keys = new Set<string>();
  return {
    claim(key: string): boolean {
      if (keys.has(key)) return false;
      keys.add(key);
      return true;
    },
    release: (key: string) => keys.delete(key),
  };
}

const reserved = reservations();

async function charge(amount: number): Promise<string> {
  const response = await fetch('https://bank.example/charge', { method: 'POST', body: String(amount) });
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

createServer(async (request, response) => {
  const key = String(request.headers['idempotency-key']);
  if (!reserved.claim(key)) {
    response.writeHead(409).end();
    return;
  }
  try {
    response.end(await charge(100));
  } catch {
    reserved.release(key);
    response.writeHead(502).end();
  }
}).listen(8080);
