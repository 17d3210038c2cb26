export class Delayer {
  private task?: () => void;
  private done?: Promise<void>;
  trigger(task: () => void) {
    this.task = task;
    if (this.done === undefined) {
      this.done = Promise.resolve().then(() => {
        this.done = undefined;
        const latest = this.task;
        this.task = undefined;
        latest?.();
      });
    }
    return this.done;
  }
}
