declare function poll(): Promise<void>;
export class A {
  private timer?: NodeJS.Timeout;
  start() {
    this.timer = setTimeout(() => void this.tick(), 10);
  }
  stop() {
    clearTimeout(this.timer);
  }
  private async tick() {
    await poll();
    this.timer = setTimeout(() => void this.tick(), 10);
    //| race-across-await: this.timer
  }
}
