declare function poll(): Promise<void>;
export function startPolling() {
  const watcher = new Watcher();
  watcher.start();
  return watcher;
}
class Watcher {
  private timer?: ReturnType<typeof setTimeout>;
  start() {
    this.timer = setTimeout(() => this.run(), 1000);
  }
  stop() {
    if (this.timer !== undefined) clearTimeout(this.timer);
  }
  private run() {
    poll().finally(() => {
      this.timer = setTimeout(() => this.run(), 1000);
      //| race-across-await: this.timer
    });
  }
}
