import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class History {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private entries: string[] = [];

  add(entry: string): Promise<void> {
    return this.mutex.runExclusive(async () => {
      const next = [...this.entries, entry]; //~ race-across-await
      await nextTurn();
      this.entries = next; //~ race-across-await
    });
  }

  trim(keep: number): void {
    this.entries = keep === 0 ? [] : this.entries.slice(-keep); //~ inconsistent-locking | race-across-await
  }

  list(): Promise<readonly string[]> {
    return this.mutex.runExclusive(() => this.entries);
  }
}

const history = new History();
const adding = [history.add('open'), history.add('edit')];
await nextTurn();
history.trim(0);
await Promise.all(adding);
console.log(await history.list());
