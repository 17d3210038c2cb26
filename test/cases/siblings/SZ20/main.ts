import { Mutex } from 'async-mutex';

class Log {
  private readonly mutex = new Mutex();
  readonly lines: string[] = [];

  async write(line: string): Promise<void> {
    await this.mutex.runExclusive(() => this.lines.push(line));
  }

  async report(account: Account): Promise<void> {
    const cents = await account.read();
    await this.mutex.runExclusive(() => this.lines.push(`balance ${cents}`));
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
    return this.mutex.runExclusive(() => this.cents);
  }

  async deposit(cents: number): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.cents += cents;
    });
    await this.log.write(`deposit ${cents}`);
  }
}

const log = new Log();
const account = new Account(log);
await Promise.all([account.deposit(5), log.report(account)]);
console.log(log.lines);
