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
    await this.mutex.runExclusive(() => {
      this.connection = undefined;
    });
  }

  describe(): string {
    return `${this.connection ?? 'hung up'} after ${this.calls}`;
  }
}
