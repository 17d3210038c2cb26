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
}

class Cursor {
  private position = 0;
  private readonly table: Table;

  constructor(table: Table) {
    this.table = table;
  }

  next(): Promise<string | undefined> {
    return this.table.mutex.runExclusive(() => this.table.rows[this.position++]);
  }
}

const table = new Table();
const cursor = new Cursor(table);
console.log(await Promise.all([table.insert('b'), cursor.next(), table.insert('a'), cursor.next()]));
