// The mark is set before the wait, asked for again after it, or says only what everybody has waited for.
declare function open(): Promise<object>;
declare function load(): Promise<void>;

let users = 0;
let connection: Promise<object> | undefined;
let ready = false;

export async function acquire(): Promise<object | undefined> {
  if (users === 0) connection = open();
  users++;
  return connection;
}

export class First {
  private users = 0;
  private connection: object | undefined;
  async use(): Promise<object | undefined> {
    if (this.users++ === 0) this.connection = await open();
    return this.connection;
  }
}

export async function ensure(): Promise<void> {
  if (!ready) await load();
  if (ready) return;
  ready = true;
}

// Whoever waits for the same and writes down the same does nothing twice.
export class Opened {
  private ready = false;
  private opening?: Promise<void>;
  private readonly opened = new Promise<void>((resolve) => setTimeout(resolve, 10));
  private once(): Promise<void> {
    this.opening ??= load();
    return this.opening;
  }
  async inside(): Promise<void> {
    if (!this.ready) {
      await this.opened;
      this.ready = true;
    }
  }
  async behind(): Promise<void> {
    if (!this.ready) await this.opened;
    this.ready = true;
  }
  async byHelper(): Promise<void> {
    if (!this.ready) {
      await this.once();
      this.ready = true;
    }
  }
  async inPlace(): Promise<void> {
    if (!this.ready) await (this.opening ??= load());
    this.ready = true;
  }
}

// The end of a life is told after the clean-up on purpose.
export class Writer {
  private closed = false;
  async close(): Promise<void> {
    if (!this.closed) await load();
    this.closed = true;
  }
}
