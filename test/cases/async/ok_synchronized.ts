// file: main.ts
import { synchronized } from './interleave-locks.ts';

declare function load(): Promise<number>;

export class Account {
  private total = 0;

  @synchronized
  async add(): Promise<void> {
    const before = this.total;
    const more = await load();
    this.total = before + more;
  }

  @synchronized
  async addTwice(): Promise<void> {
    await this.addOne();
    await this.addOne();
  }

  private async addOne(): Promise<void> {
    const before = this.total;
    const more = await load();
    this.total = before + more;
  }
}
// file: interleave-locks.ts
export declare function synchronized(target: unknown, context: unknown): any;
