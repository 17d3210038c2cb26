import { Mutex } from 'async-mutex';

export class Ledger {
  private readonly mutex = new Mutex();
  private sum = 0;

  total(): Promise<number> {
    return this.mutex.runExclusive(() => this.sum);
  }

  private async report(current = this.total()): Promise<string> {
    return `sum ${await current}`;
  }

  close(): Promise<string> {
    return this.mutex.runExclusive(async () => this.report());
    //| self-deadlock: Ledger.mutex
  }
}
