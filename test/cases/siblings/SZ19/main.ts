import { setImmediate as turn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class Log {
  private readonly mutex = new Mutex();
  readonly lines: string[] = [];

  async write(line: string): Promise<void> {
    const release = await this.mutex.acquire(); //~ lock-order-inversion
    try {
      await turn();
      this.lines.push(line);
    } finally {
      release();
    }
  }

  async report(account: Account): Promise<void> {
    await this.mutex.runExclusive(async () => { //~ lock-order-inversion
      this.lines.push(`balance ${await account.read()}`); //~ lock-order-inversion
    });
  }
}

class Account {
  private readonly mutex = new Mutex();
  private cents = 0;
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  async read(): Promise<number> {
    return this.mutex.runExclusive(() => this.cents); //~ lock-order-inversion
  }

  async deposit(cents: number): Promise<void> {
    await this.mutex.runExclusive(async () => { //~ lock-order-inversion
      this.cents += cents;
      await this.log.write(`deposit ${cents}`); //~ lock-order-inversion
    });
  }
}

const log = new Log();
const account = new Account(log);
await Promise.all([account.deposit(5), log.report(account)]);
console.log(log.lines);
