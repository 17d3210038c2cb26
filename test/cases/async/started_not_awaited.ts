declare function open(path: string): Promise<{ close(): void }>;

class Pool {
  private closed = false;
  private readonly handles = new Set<{ close(): void }>();
  private events: string[] = [];

  async open(path: string) {
    if (this.closed) throw new Error('closed');
    const handle = await open(path);
    this.handles.add(handle);
  //^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: nobody cleans it up
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
  //^^^^^^^^^^^^^^^^ race-across-await: is lost
  }
}

const pool = new Pool();
const opening = pool.open('a');
pool.close();
await opening;
await Promise.all([pool.flush(), later()]);
const flushing = pool.flush();
pool.track('b');
await flushing;

async function later() {
  await open('b');
}
