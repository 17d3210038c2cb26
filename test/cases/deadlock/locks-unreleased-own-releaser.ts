// A lock written by hand whose `lock()` gives out what ends the turn.
class Gate {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  async lock(): Promise<() => void> {
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.held = true;
    return () => {
      this.held = false;
      this.waiting.shift()?.();
    };
  }
}

class Spin {
  private held = false;

  async enter(): Promise<void> {
    while (this.held) await new Promise((resolve) => setTimeout(resolve, 5));
    this.held = true;
  }

  leave(): void {
    this.held = false;
  }
}

export class Pool {
  private readonly gate = new Gate();
  private readonly spin = new Spin();
  closed = false;

  async watch(start: () => Promise<void>): Promise<void> {
    const unlock = await this.gate.lock();
    //| unreleased-lock: Pool.watch leaves
    if (this.closed) return;
    await start();
    unlock();
  }

  async twice(): Promise<void> {
    const unlock = await this.gate.lock();
    try {
      await this.once();
      //| self-deadlock: Pool.gate
    } finally {
      unlock();
    }
  }

  async once(): Promise<void> {
    const unlock = await this.gate.lock();
    try {
      console.log('once');
    } finally {
      unlock();
    }
  }

  async spinning(work: () => Promise<void>): Promise<void> {
    await this.spin.enter();
    //| unreleased-lock: Pool.spinning
    await work();
    this.spin.leave();
  }

  async spinningSafe(work: () => Promise<void>): Promise<void> {
    await this.spin.enter();
    try {
      await work();
    } finally {
      this.spin.leave();
    }
  }
}
