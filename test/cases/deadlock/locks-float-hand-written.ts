class Lock {
  private tail: Promise<unknown> = Promise.resolve();
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
const lock = new Lock();
let total = 0;
export async function add(load: () => Promise<number>): Promise<number> {
  lock.run(async () => {
    //| floating-critical-section
    total = total + (await load());
  });
  return total;
}
