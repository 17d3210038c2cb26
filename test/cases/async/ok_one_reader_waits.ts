// Whoever reads such a queue is one: nothing says that there are more.
export class Queue {
  private readonly items: string[] = [];
  private wake: (() => void) | undefined;

  put(item: string) {
    this.items.push(item);
    this.wake?.();
  }

  async next() {
    if (this.items.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.items.shift();
  }
}
