declare function poll(): Promise<void>;
export class A {
  private timer?: NodeJS.Timeout;
  async touch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void poll(), 10);
  }
}
