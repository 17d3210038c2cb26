interface TelemetryEvent {
  readonly name: string;
  readonly at: number;
}

export class Telemetry {
  private readonly queue: TelemetryEvent[] = [];

  constructor(private readonly send: (events: readonly TelemetryEvent[]) => Promise<void>) {
    setInterval(() => void this.flush(), 5000).unref();
  }

  record(name: string): void {
    this.queue.push({ name, at: Date.now() });
    if (this.queue.length > 100) void this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.queue.splice(0);
    if (batch.length === 0) return;
    try {
      await this.send(batch);
    } catch {
      this.queue.unshift(...batch);
    }
  }
}
