// finds: race-across-await
// fix: Await first, then read and write this.text
// run: run.test.ts
// file: main.ts
export class Log {
  private text = '';

  async write(render: () => Promise<string>): Promise<void> {
    this.text = `${this.text}${await render()};`;
  }

  get all(): string {
    return this.text;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Log } from './main.ts';

const log = new Log();
await Promise.all(['a', 'b'].map((word) => log.write(() => sleep(5, word))));
process.exitCode = log.all === 'a;b;' ? 0 : 1;
