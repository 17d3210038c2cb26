export class Gate {
  private resolve?: () => void;
  private pending?: Promise<void>;
  private done?: () => void;
  private old?: () => void;
  private state = 'idle';
  private finish?: () => void;
  private waiters: (() => void)[] = [];
  private byId = new Map<string, () => void>();
  private next = 0;
  private ready: () => void = () => {};
  readonly isReady: Promise<void>;

  constructor() {
    this.isReady = new Promise((resolve) => {
      this.ready = resolve;
    });
  }

  // A second call is refused.
  wait(): Promise<void> {
    if (this.resolve) throw new Error('somebody waits already');
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  // A second call gets the promise of the first.
  shared(): Promise<void> {
    if (this.pending) return this.pending;
    this.pending = new Promise((resolve) => {
      this.done = resolve;
    });
    return this.pending;
  }

  // The older one is settled first.
  latest(): Promise<void> {
    this.old?.();
    return new Promise((resolve) => {
      this.old = resolve;
    });
  }

  // The state admits one.
  once(): Promise<void> {
    if (this.state !== 'idle') throw new Error('busy');
    this.state = 'waiting';
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  queued(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }

  keyed(): Promise<void> {
    const id = String(this.next++);
    return new Promise((resolve) => {
      this.byId.set(id, resolve);
    });
  }

  async local(start: (done: () => void) => void): Promise<void> {
    let settle: (() => void) | undefined;
    const promise = new Promise<void>((resolve) => {
      settle = resolve;
    });
    start(() => settle?.());
    await promise;
  }

  onMessage() {
    this.resolve?.();
    this.resolve = undefined;
    this.done?.();
    this.old?.();
    this.finish?.();
    this.state = 'idle';
    for (const w of this.waiters.splice(0)) w();
    for (const w of this.byId.values()) w();
    this.ready();
  }
}

// One run of one object.
export class Job {
  private resolve?: () => void;

  run(): Promise<void> {
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  onExit() {
    this.resolve?.();
  }
}

// One after the other.
export class Queued {
  private settle: (() => void) | undefined;
  private readonly queue = makeQueue();

  ask(): Promise<void> {
    return this.queue.run(async () => {
      await new Promise<void>((resolve) => {
        this.settle = resolve;
      });
    });
  }

  answer(): void {
    this.settle?.();
  }
}
declare function makeQueue(): { run<T>(job: () => Promise<T>): Promise<T> };

// Each call has an element of its own.
export class Elements {
  private waiting: { fn?: () => void }[] = [];

  async wait(): Promise<void> {
    const element: { fn?: () => void } = {};
    await new Promise<void>((resolve) => {
      element.fn = resolve;
      this.waiting.push(element);
    });
  }

  flush(): void {
    for (const each of this.waiting) each.fn?.();
    this.waiting = [];
  }
}
