import { Mutex } from 'async-mutex';

class Register {
  private readonly mutex = new Mutex();
  private readonly sales: number[] = [];

  async sell(amount: number): Promise<void> {
    await this.mutex.runExclusive(() => this.sales.push(amount));
  }

  async audit(): Promise<number> {
    const release = await this.mutex.acquire();
    try {
      return this.sales.reduce((sum, sale) => sum + sale, 0);
    } finally {
      release();
    }
  }

  async close(): Promise<number> {
    const release = await this.mutex.acquire();
    let open = true;
    try {
      if (this.sales.length === 0) {
        return 0;
      }
    } finally {
      open = false;
      release();
    }
    console.log(open ? 'open' : 'closed');
    return this.audit();
  }
}

const register = new Register();
await Promise.all([register.sell(5), register.sell(7)]);
console.log(await register.close());
