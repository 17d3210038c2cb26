class Monitor {
  readonly status: { latency: number } = { latency: 0 };
  private readonly probe: () => Promise<number>;

  constructor(probe: () => Promise<number>) {
    this.probe = probe;
  }

  async refresh(): Promise<void> {
    this.status.latency = await this.probe();
  }
}

const monitor = new Monitor(async () => Math.random());
const timer = setInterval(() => void monitor.refresh(), 10);
setTimeout(() => {
  clearInterval(timer);
  console.log(monitor.status);
}, 60);
