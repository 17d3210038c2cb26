// The option that says "the lock is held already" goes through two functions and a pattern.
import { Mutex } from 'async-mutex';

interface Options {
  readonly held?: boolean;
}

export class Vault {
  private readonly mutex = new Mutex();
  private opened = 0;

  async change(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await this.verify({ held: true });
      await this.check({ held: true });
      await this.recheck({ held: true });
    });
  }

  async recheck(options?: Options): Promise<void> {
    await this.verify({ ...options });
  }

  async changeWrongly(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await this.verify({ held: false });
      //| self-deadlock: Vault.changeWrongly
    });
  }

  async verify(options?: Options): Promise<void> {
    await this.check({ held: options?.held });
  }

  async check({ held = false }: Options = {}): Promise<void> {
    const open = async (): Promise<void> => {
      this.opened += 1;
    };
    return held ? await open() : await this.mutex.runExclusive(open);
  }
}
