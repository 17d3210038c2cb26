interface TelemetryEvent {
  readonly name: string;
  readonly at: number;
}

interface Transport {
  send(events: readonly TelemetryEvent[], signal?: AbortSignal): Promise<void>;
}

export class Telemetry {
  private readonly queue: TelemetryEvent[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly transport: Transport) {}

  start(): void {
    this.timer ??= setInterval(() => void this.flush(), 5000);
  }

  record(name: string): void {
    this.queue.push({ name, at: Date.now() });
  }

  async flush(): Promise<void> {
    if (this.queue.length === 0) return;
    await this.transport.send(this.queue, AbortSignal.timeout(1000));
    this.queue.length = 0; //~ race-across-await
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}
