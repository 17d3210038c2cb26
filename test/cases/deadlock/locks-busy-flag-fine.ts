// Flags that come down again, that others lower as well, or that keep nobody out.
interface Store {
  save(text: string): Promise<void>;
}

export class InFinally {
  private busy = false;
  constructor(private readonly store: Store) {}
  async run(text: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.store.save(text);
    } finally {
      this.busy = false;
    }
  }
}

export class Caught {
  private busy = false;
  constructor(private readonly store: Store) {}
  async run(text: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.store.save(text);
    } catch (error) {
      this.busy = false;
      throw error;
    }
    this.busy = false;
  }
}

// Whoever stops it lowers the flag, too.
export class Stoppable {
  private running = false;
  constructor(private readonly store: Store) {}
  async run(text: string): Promise<void> {
    if (this.running) return;
    this.running = true;
    await this.store.save(text);
    this.running = false;
  }
  stop(): void {
    this.running = false;
  }
}

// Says that it has been done: it is meant to stay.
export class Once {
  private started = false;
  constructor(private readonly store: Store) {}
  async start(text: string): Promise<void> {
    if (this.started) return;
    this.started = true;
    await this.store.save(text);
  }
}

// Shown to people, keeps nobody out.
export class View {
  loading = false;
  constructor(private readonly store: Store) {}
  async load(text: string): Promise<void> {
    this.loading = true;
    await this.store.save(text);
    this.loading = false;
  }
}

// Nothing in between can fail.
export class Calm {
  private busy = false;
  async wait(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.busy = false;
  }
}

// Raised as a message to whoever is at work.
export class Again {
  private running = false;
  private again = false;
  constructor(private readonly store: Store) {}
  async run(text: string): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.store.save(text);
      } while (this.again);
    } finally {
      this.running = false;
    }
  }
}

// The jobs in the list catch their own failures.
export class Serial {
  private readonly jobs: (() => Promise<void>)[] = [];
  private working = false;

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    while (this.jobs.length > 0) {
      await this.jobs[0]?.();
      this.jobs.shift();
    }
    this.working = false;
  }

  run(job: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.jobs.push(async () => {
        try {
          await job();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
      void this.work();
    });
  }
}
