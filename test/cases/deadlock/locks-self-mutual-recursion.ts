import { Mutex } from 'async-mutex';

export class Parser {
  private readonly lock = new Mutex();
  async object(depth: number): Promise<number> {
    return this.lock.runExclusive(async () => (depth === 0 ? 0 : this.array(depth - 1)));
    //| self-deadlock
  }
  async array(depth: number): Promise<number> {
    return depth === 0 ? 0 : this.object(depth - 1);
  }
}
