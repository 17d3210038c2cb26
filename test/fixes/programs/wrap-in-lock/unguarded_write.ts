// finds: inconsistent-locking
// fix: Do this while holding this.mutex
// run: run.test.ts
// file: line.ts
import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

async function dial(): Promise<string> {
  await delay(20);
  return 'connected';
}

export class Line {
  private readonly mutex = new Mutex();
  private connection: string | undefined;
  private calls = 0;

  async connect(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (this.connection === undefined) this.connection = await dial();
    });
  }

  async hangUp(): Promise<void> {
    this.calls += 1;
    this.connection = undefined;
  }

  describe(): string {
    return `${this.connection ?? 'hung up'} after ${this.calls}`;
  }
}
// file: run.test.ts
import { Line } from './line.ts';

const line = new Line();
await Promise.all([line.connect(), line.hangUp()]);
process.exitCode = line.describe() === 'hung up after 1' ? 0 : 1;
