// Settled without the lock, by a timer, by an emitter that was given it, or by whoever reads the field from outside.
import { EventEmitter } from 'node:events';
import { Mutex } from 'async-mutex';

export class Free {
  private readonly mutex = new Mutex();
  private wake?: () => void;
  async pass(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    });
  }
  open(): void {
    this.wake?.();
  }
  async openLocked(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.wake?.();
    });
  }
}

export class Given {
  private readonly mutex = new Mutex();
  private wake?: () => void;
  async pass(bus: EventEmitter): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const opened = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      bus.once('open', this.wake!);
      await opened;
    });
  }
  async open(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.wake?.();
    });
  }
}

export class Timed {
  private readonly mutex = new Mutex();
  private wake?: () => void;
  async pass(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 1000);
      });
    });
  }
  async open(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.wake?.();
    });
  }
}

export class Public {
  private readonly mutex = new Mutex();
  wake?: () => void;
  async pass(): Promise<void> {
    await this.mutex.runExclusive(async () => {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    });
  }
  async open(): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.wake?.();
    });
  }
}
