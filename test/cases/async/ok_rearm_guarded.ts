declare function poll(): Promise<void>;
export class A {
  private timer?: NodeJS.Timeout;
  private stopped = false;
  start() {
    this.timer = setTimeout(() => void this.tick(), 10);
  }
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }
  private async tick() {
    await poll();
    if (!this.stopped) this.timer = setTimeout(() => void this.tick(), 10);
  }
}
