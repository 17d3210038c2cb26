import { Mutex } from 'async-mutex';

interface Connection {
  ping(): Promise<void>;
}
declare function dial(): Promise<Connection>;
declare function normalise(rows: readonly string[]): Promise<readonly string[]>;

export class Pool {
  private readonly mutex = new Mutex();
  private connection: Connection | undefined;
  private rows: readonly string[] = [];
  private uses = 0;

  async use(): Promise<Connection> {
    return this.mutex.runExclusive(async () => {
      if (this.connection === undefined) {
        this.connection = await dial();
      }
      return this.connection;
    });
  }

  // A closed pool comes back to life when a dial is under way.
  close(): void {
    this.connection = undefined;
    //| inconsistent-locking: without holding Pool.mutex
  }

  // The call site takes the lock, the helper waits and writes.
  async tidy(): Promise<void> {
    const release = await this.mutex.acquire();
    try {
      await this.normaliseRows();
    } finally {
      release();
    }
  }

  private async normaliseRows(): Promise<void> {
    if (this.rows.length === 0) return;
    await normalise([]);
    this.rows = ['head'];
  }

  async replace(rows: readonly string[]): Promise<void> {
    await Promise.resolve();
    this.rows = rows;
    //| inconsistent-locking: Pool.rows
  }

  // Counting needs no lock: read and written in one job.
  count(): void {
    this.uses += 1;
  }

  async counted(): Promise<number> {
    return this.mutex.runExclusive(async () => {
      this.uses += 1;
      await Promise.resolve();
      this.uses += 1;
      return this.uses;
    });
  }
}
