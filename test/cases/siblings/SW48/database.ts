import { Mutex, type MutexInterface } from 'async-mutex';

export class Transaction implements AsyncDisposable {
  private readonly values: Map<string, string | undefined>;
  private readonly release: MutexInterface.Releaser;

  constructor(values: Map<string, string | undefined>, release: MutexInterface.Releaser) {
    this.values = values;
    this.release = release;
  }

  read(key: string): string | undefined {
    return this.values.get(key);
  }

  write(key: string, value: string | undefined): void {
    this.values.set(key, value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
  }
}

export class Database {
  private readonly mutex = new Mutex();
  private readonly values = new Map<string, string | undefined>([['a', 'first']]);

  async begin(): Promise<Transaction> {
    const release = await this.mutex.acquire();
    return new Transaction(this.values, release);
  }

  dump(): string[] {
    return [...this.values].map(([key, value]) => `${key}=${value ?? '-'}`);
  }
}
