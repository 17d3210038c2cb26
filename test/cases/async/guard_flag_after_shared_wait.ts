// A flag that is given back is a lock: several that have waited for the same promise all take it.
declare function work(): Promise<void>;

export class Printer {
  private busy = false;
  private readonly warm = new Promise<void>((resolve) => setTimeout(resolve, 10));
  async print(): Promise<void> {
    if (this.busy) return;
    await this.warm;
    this.busy = true;
    //| race-across-await: Two calls of Printer.print can both get past the check
    try {
      await work();
    } finally {
      this.busy = false;
    }
  }
}
