declare function open(path: string): Promise<{ close(): void }>;

class Pool {
  private closed = false;
  private readonly handles = new Set<{ close(): void }>();
  private events: string[] = [];
  private ready: { close(): void } | undefined;

  async open(path: string) {
    if (this.closed) throw new Error('closed');
    const handle = await open(path);
    this.handles.add(handle);
    return handle;
  }

  close(): void {
    this.closed = true;
    for (const handle of this.handles) handle.close();
    this.handles.clear();
  }

  track(event: string): void {
    this.events.push(event);
  }

  async flush() {
    await open(this.events.join());
    this.events = [];
  }

  async warm() {
    if (this.ready === undefined) this.ready = await open('warm');
  }
}

// Each has ended before the next begins.
const pool = new Pool();
const opening = pool.open('a');
console.log('opening');
await opening;
pool.track('a');
await pool.flush();
pool.track('b');
await pool.flush();
pool.close();

// Two objects.
const first = new Pool();
const second = new Pool();
const flushing = first.flush();
second.track('c');
await flushing;

// What runs beside it is something else: it is warmed once.
const warming = first.warm();
first.track('d');
await warming;
