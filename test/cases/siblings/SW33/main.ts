import { Mutex } from 'async-mutex';

class Wallet {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private cents = 500;

  async spend(cents: number): Promise<boolean> {
    const release = await this.mutex.acquire();
    try {
      if (this.cents < cents) {
        return false;
      }
      const before = this.cents;
      await Promise.resolve();
      this.cents = before - cents;
      return true;
    } finally {
      release();
    }
  }
}

const wallet = new Wallet();
console.log(await Promise.all([wallet.spend(300), wallet.spend(300)]));
