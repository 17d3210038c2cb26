// file: main.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

export class Journal {
  private readonly mutex = new Mutex();
  private readonly lines: string[] = [];

  async append(line: string): Promise<number> {
    await this.mutex.runExclusive(async () => {
      await sleep(5);
      this.lines.push(line);
    });
    return this.lines.length;
  }
}
