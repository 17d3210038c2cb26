// finds: race-across-await
// plan: wrap-in-lock | at main.ts `const before = this.total;\n    const more = await load();\n    this.total = before + more;` | lock {"style":"run-exclusive","text":"this.mutex"}
// fix: Do this while holding this.mutex
// file: main.ts
import { Mutex } from 'async-mutex';

export class Account {
  private readonly mutex = new Mutex();
  private total = 0;

  async add(load: () => Promise<number>): Promise<number> {
    const before = this.total;
    const more = await load();
    this.total = before + more;
    return more;
  }

  clear(): Promise<void> {
    return this.mutex.runExclusive(() => {
      this.total = 0;
    });
  }
}
