import { Mutex } from 'async-mutex';
import pLimit from 'p-limit';

declare function approve(amount: number): Promise<boolean>;
declare function load(): Promise<{ close(): void }>;

let balance = 100;

export async function withdraw(amount: number) {
  const mutex = new Mutex();
  return mutex.runExclusive(async () => {
    const before = balance;
    if (!(await approve(amount))) return false;
    balance = before - amount;
    //| race-across-await: The lock mutex keeps nobody out: each call makes a lock of its own
    return true;
  });
}

export class Account {
  private total = 0;

  async add(amount: number) {
    const limit = pLimit(1);
    await limit(async () => {
      const before = this.total;
      await approve(amount);
      this.total = before + amount;
      //| race-across-await: this.total
    });
  }
}

export class Pool {
  private socket?: { close(): void };

  async get() {
    const mutex = new Mutex();
    const release = await mutex.acquire();
    try {
      if (!this.socket) this.socket = await load();
      //| race-across-await: this.socket
      return this.socket;
    } finally {
      release();
    }
  }
}
