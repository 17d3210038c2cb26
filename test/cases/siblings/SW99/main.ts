import { createServer } from 'node:http';

class TokenSource {
  private token = '';
  private expiresAt = 0;

  async get(): Promise<string> {
    if (Date.now() >= this.expiresAt) { //~ race-across-await
      const response = await fetch('https://auth.example/token', { method: 'POST' });
      const { token, ttl } = (await response.json()) as { token: string; ttl: number };
      this.token = token; //~ race-across-await
      this.expiresAt = Date.now() + ttl * 1_000; //~ race-across-await
    }
    return this.token;
  }
}

const source = new TokenSource();
createServer(async (_req, res) => {
  res.end(await source.get());
}).listen(8080);
