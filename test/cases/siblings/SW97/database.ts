import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

export interface Row {
  readonly owner: string;
  readonly balance: number;
}

export interface Rows {
  get(key: string): Promise<Row>;
  put(key: string, row: Row): Promise<void>;
}

class MemoryRows implements Rows {
  private readonly rows = new Map<string, Row>();

  async get(key: string): Promise<Row> {
    await delay(2);
    return this.rows.get(key) ?? { owner: key, balance: 100 };
  }

  async put(key: string, row: Row): Promise<void> {
    await delay(2);
    this.rows.set(key, row);
  }
}

export class Database {
  private readonly mutex = new Mutex();
  private readonly rows: Rows = new MemoryRows();

  transaction<T>(body: (rows: Rows) => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(() => body(this.rows));
  }
}
