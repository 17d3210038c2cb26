import { setTimeout as sleep } from 'node:timers/promises';

class Bucket {
  #tokens: number;

  constructor(
    private readonly size: number,
    private readonly interval: number,
  ) {
    this.#tokens = size;
    setInterval(() => {
      this.#tokens = this.size;
    }, interval);
  }

  async take(): Promise<void> {
    if (this.#tokens < 1) {
      await sleep(this.interval);
    }
    this.#tokens -= 1; //~ race-across-await
  }
}

export class Client {
  readonly #bucket = new Bucket(10, 1000);

  async get(path: string): Promise<unknown> {
    await this.#bucket.take();
    const response = await fetch(`https://api.example${path}`);
    return response.json();
  }
}

const client = new Client();
await Promise.all(Array.from({ length: 40 }, (_, n) => client.get(`/items/${n}`)));
