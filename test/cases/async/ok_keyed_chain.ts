declare function load(key: string): Promise<number>;

export class Counters {
  private locks = new Map<string, Promise<unknown>>();
  private counts = new Map<string, number>();

  private async withKey<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.locks.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    this.locks.set(key, mine);
    return mine;
  }

  async bump(key: string) {
    return this.withKey(key, async () => {
      const n = this.counts.get(key) ?? 0;
      await load(key);
      this.counts.set(key, n + 1);
    });
  }
}
