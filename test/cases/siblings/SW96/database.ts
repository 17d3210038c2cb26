import { setTimeout as delay } from 'node:timers/promises';

export interface Row {
  readonly owner: string;
  readonly balance: number;
}

export class Database {
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
