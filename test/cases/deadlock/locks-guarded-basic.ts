import { Mutex } from 'async-mutex';

const registryLock = new Mutex();
/** @guardedBy registryLock */
let registered: string[] = [];

export async function register(name: string): Promise<void> {
  await registryLock.runExclusive(() => {
    registered = [...registered, name];
  });
}

export function forget(name: string): void {
  registered = registered.filter((n) => n !== name);
  //| inconsistent-locking
}

export class History {
  private readonly mutex = new Mutex();
  private readonly other = new Mutex();
  /** @guardedBy mutex */
  private entries: string[] = [];
  /** @guardedBy this.mutex */
  private size = 0;

  constructor(first: string) {
    this.entries.push(first);
  }

  async add(entry: string): Promise<void> {
    const release = await this.mutex.acquire();
    try {
      this.append(entry);
    } finally {
      release();
    }
  }

  // Every caller holds the lock.
  private append(entry: string): void {
    this.entries.push(entry);
    this.size += 1;
  }

  async wrongLock(): Promise<number> {
    return this.other.runExclusive(() => this.size);
    //| inconsistent-locking: holds History.other instead
  }

  async afterwards(): Promise<number> {
    await this.mutex.runExclusive(() => {
      this.size = 0;
    });
    return this.entries.length;
    //| inconsistent-locking
  }

  async later(): Promise<void> {
    await this.mutex.runExclusive(() => {
      setTimeout(() => {
        this.size = 0;
        //| inconsistent-locking
      }, 10);
    });
  }

  async each(visit: (s: string) => void): Promise<void> {
    await this.mutex.runExclusive(() => this.entries.forEach((e) => visit(`${e}${this.size}`)));
  }

  async absorb(from: History): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.entries.push(...from.entries);
      //| inconsistent-locking
    });
  }
}
