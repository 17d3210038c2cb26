import { once, EventEmitter } from 'node:events';

class Bucket {
  readonly #refills = new EventEmitter();
  #tokens: number;

  constructor(size: number, interval: number) {
    this.#tokens = size;
    setInterval(() => {
      this.#tokens = size;
      this.#refills.emit('refill');
    }, interval);
  }

  async take(signal: AbortSignal): Promise<void> {
    while (this.#tokens < 1) {
      await once(this.#refills, 'refill', { signal });
    }
    this.#tokens -= 1;
  }
}

const bucket = new Bucket(10, 1000);

export async function get(path: string, signal: AbortSignal): Promise<unknown> {
  await bucket.take(signal);
  const response = await fetch(`https://api.example${path}`, { signal });
  return response.json();
}
