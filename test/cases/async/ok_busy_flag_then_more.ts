declare function work(): Promise<void>;
export class X {
  private running = false;
  async start() {
    if (this.running) return;
    this.running = true;
    try {
      await work();
    } finally {
      this.running = false;
    }
    await work();
  }
}
