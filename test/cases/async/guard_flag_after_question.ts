declare function work(): Promise<void>;
declare function can(): Promise<boolean>;
export class X {
  private running = false;
  async start() {
    if (this.running) return;
    if (!(await can())) return;
    this.running = true;
    //| race-across-await: this.running
    try {
      await work();
    } finally {
      this.running = false;
    }
  }
}
