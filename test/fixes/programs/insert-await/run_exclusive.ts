// finds: floating-critical-section
// fix: Await it
// run: run.test.ts
// file: main.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

export class Journal {
  private readonly mutex = new Mutex();
  private readonly lines: string[] = [];

  async append(line: string): Promise<number> {
    this.mutex.runExclusive(async () => {
      await sleep(5);
      this.lines.push(line);
    });
    return this.lines.length;
  }
}
// file: run.test.ts
import { Journal } from './main.ts';

const lengths = await Promise.all(['a', 'b'].map((line) => new Journal().append(line)));
process.exitCode = lengths.every((length) => length === 1) ? 0 : 1;
