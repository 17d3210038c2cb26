// What only looks like an access without its lock.
import { Mutex } from 'async-mutex';

declare function load(): Promise<string>;
declare function log(text: string): void;

export class Settings {
  private readonly mutex = new Mutex();
  private text: string | undefined;
  private loads = 0;
  private closed = false;
  private state: string;
  /** @interleaveBenign whoever comes last is right */
  private last: string | undefined;
  private hint: string | undefined;

  // The constructor, and what makes the object ready.
  constructor(state: string) {
    this.state = state;
    this.text = undefined;
  }

  async open(): Promise<void> {
    this.state = await load();
  }

  // Tested before the lock, and tested again behind it.
  async get(): Promise<string> {
    if (this.text !== undefined) return this.text;
    return this.mutex.runExclusive(async () => {
      if (this.text === undefined) {
        const text = await load();
        this.text ??= text;
      }
      return this.text;
    });
  }

  // Looked at anew after the await.
  async refresh(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (this.closed) return;
      const before = this.state;
      const text = await load();
      if (this.state !== before) return;
      this.state = text;
    });
  }

  setState(state: string): void {
    this.state = state;
  }

  // Read outside for a hint or a log.
  describe(): void {
    log(`${this.text ?? ''} ${this.loads}`);
  }

  close(): void {
    this.closed = true;
  }

  // Only ever called with the lock held.
  async both(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const text = this.hint;
      await load();
      this.store(text ?? '');
    });
  }

  async again(): Promise<void> {
    await this.mutex.runExclusive(() => this.store('again'));
  }

  private store(text: string): void {
    this.hint = text;
  }

  async remember(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const before = this.last;
      const now = await load();
      this.last = `${before ?? ''}${now}`;
    });
  }

  forget(): void {
    this.last = 'nothing';
  }
}

// The lock keeps the requests apart, not the field: most functions do without it.
export class Client {
  private readonly requests = new Mutex();
  private token = '';

  async send(): Promise<void> {
    await this.requests.runExclusive(async () => {
      log(this.token);
      await load();
      this.token = 'used';
    });
  }

  login(token: string): void {
    this.token = token;
  }

  logout(): void {
    this.token = '';
  }
}

// Both put the same there.
export class Flag {
  private readonly mutex = new Mutex();
  private timer: string | undefined;

  async run(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      log(this.timer ?? '');
      await load();
      this.timer = undefined;
    });
  }

  cancel(): void {
    this.timer = undefined;
  }
}

// What ends a session forgets whatever has been noted meanwhile.
export class Session {
  private readonly mutex = new Mutex();
  private resuming = false;

  async end(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      if (this.resuming) log('ends while it resumes');
      await load();
      this.resuming = false;
    });
  }

  resume(): void {
    this.resuming = true;
  }
}

// The await and the write lie on different ways.
export class Ways {
  private readonly mutex = new Mutex();
  private made: string | undefined;

  async make(): Promise<string> {
    return this.mutex.runExclusive(async () => {
      if (this.made !== undefined) {
        await load();
        return this.made;
      }
      this.made = 'new';
      return this.made;
    });
  }

  drop(): void {
    this.made = undefined;
  }
}

// Made and handed out by a function that waits for everything: nobody else knows the object yet.
class Builder {
  private readonly mutex = new Mutex();
  private parts = 0;

  async add(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const { parts } = this;
      await load();
      this.parts = parts + 1;
    });
  }

  reset(): void {
    this.parts = 0;
  }
}

const builder = new Builder();
builder.reset();
await builder.add();
builder.reset();
