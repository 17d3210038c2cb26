import { createServer } from 'node:http';

class TokenSource {
  private token = '';
  private expiresAt = 0;
  private refreshing: Promise<string> | null = null;

  async get(): Promise<string> {
    if (Date.now() < this.expiresAt) {
      return this.token;
    }
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async refresh(): Promise<string> {
    const response = await fetch('https://auth.example/token', { method: 'POST' });
    const { token, ttl } = (await response.json()) as { token: string; ttl: number };
    this.token = token;
    this.expiresAt = Date.now() + ttl * 1_000;
    return token;
  }
}

const source = new TokenSource();
createServer(async (_req, res) => {
  res.end(await source.get());
}).listen(8080);
