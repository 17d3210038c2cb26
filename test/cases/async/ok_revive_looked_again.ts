declare function open(): Promise<void>;
declare function offer(): Promise<string>;

export class Link {
  private connected = false;
  private closed = false;

  async connect() {
    await open();
    if (this.closed) return;
    this.connected = true;
  }

  close() {
    this.closed = true;
    this.connected = false;
  }

  isConnected() {
    return this.connected;
  }
}

export class Call {
  private state: 'new' | 'connecting' | 'ringing' | 'ended' = 'new';

  private hasEnded() {
    return this.state === 'ended';
  }

  async invite() {
    this.state = 'connecting';
    await offer();
    if (this.hasEnded()) return;
    this.state = 'ringing';
  }

  hangup() {
    this.state = 'ended';
  }
}

// Who ends only what is up does nothing while it comes up.
export class Pipe {
  private up = false;

  async start() {
    await open();
    this.up = true;
  }

  stop() {
    if (!this.up) return;
    this.up = false;
  }
}

// Marked busy before, and free after: that is no life.
export class Job {
  private running = false;
  private finished = false;

  async run() {
    this.running = true;
    await offer();
    this.running = false;
    this.finished = true;
  }

  cancel() {
    this.running = false;
    this.finished = false;
  }
}
