import { setTimeout as delay } from 'node:timers/promises';

interface Event {
  readonly name: string;
  readonly at: number;
}

class Tracker {
  private buffer: Event[] = [];
  private readonly send: (events: readonly Event[]) => Promise<void>;

  constructor(send: (events: readonly Event[]) => Promise<void>) {
    this.send = send;
    setInterval(() => void this.flush(), 1_000).unref();
  }

  track(name: string): void {
    this.buffer.push({ name, at: Date.now() });
  }

  async flush(): Promise<void> {
    const batch = this.buffer.splice(0);
    if (batch.length === 0) return;
    try {
      await this.send(batch);
    } catch {
      this.buffer.unshift(...batch);
    }
  }
}

const tracker = new Tracker(async (events) => {
  await delay(20);
  console.log('sent', events.length);
});
tracker.track('start');
const flushing = tracker.flush();
tracker.track('click');
await flushing;
await tracker.flush();
