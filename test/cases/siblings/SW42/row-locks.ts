import { Mutex, type MutexInterface } from 'async-mutex';

export class RowLocks {
  private readonly mutexes = new Map<string, Mutex>();

  async acquireAll(rows: readonly string[]): Promise<MutexInterface.Releaser[]> {
    const releases: MutexInterface.Releaser[] = [];
    for (const row of rows) {
      releases.push(await this.of(row).acquire()); //~ lock-order-inversion | wait-cycle
    }
    return releases;
  }

  private of(row: string): Mutex {
    let mutex = this.mutexes.get(row);
    if (mutex === undefined) {
      mutex = new Mutex();
      this.mutexes.set(row, mutex);
    }
    return mutex;
  }
}
