import { Mutex } from 'async-mutex';

class Table {
  readonly mutex = new Mutex();
  /** @guardedBy mutex */
  rows: string[] = [];

  async insert(row: string): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.rows = [...this.rows, row].sort();
    });
  }

  cursor(): Cursor {
    return new Cursor(this);
  }
}

class Cursor {
  private position = 0;
  private readonly table: Table;

  constructor(table: Table) {
    this.table = table;
  }

  async next(): Promise<string | undefined> {
    await Promise.resolve();
    return this.table.rows[this.position++]; //~ inconsistent-locking | race-across-await
  }
}

const table = new Table();
const cursor = table.cursor();
await Promise.all([table.insert('b'), cursor.next(), table.insert('a'), cursor.next()]);
