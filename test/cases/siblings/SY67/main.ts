import { Mutex } from 'async-mutex';

abstract class Resource {
  protected readonly mutex = new Mutex();

  protected exclusively<T>(body: () => T | Promise<T>): Promise<T> {
    return this.mutex.runExclusive(body);
  }
}

class Printer extends Resource {
  /** @guardedBy mutex */
  private pages = 0;

  print(count: number): Promise<void> {
    return this.exclusively(async () => {
      const before = this.pages;
      await new Promise((done) => setTimeout(done, 1));
      this.pages = before + count;
    });
  }

  printed(): Promise<number> {
    return this.exclusively(() => this.pages);
  }
}

const printer = new Printer();
await Promise.all([printer.print(2), printer.print(5)]);
console.log(await printer.printed());
