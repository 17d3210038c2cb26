// The promise is stored in the job that asked for it; the awaits are inside its executor.
export class Keys {
  private readonly pending = new Map<number, Promise<string>>();

  constructor(private readonly derive: (index: number) => Promise<string>) {}

  ratchet(index: number): Promise<string> {
    const existing = this.pending.get(index);
    if (typeof existing !== 'undefined') return existing;
    const next = new Promise<string>(async (resolve, reject) => {
      try {
        resolve(await this.derive(index));
      } catch (error) {
        reject(error);
      } finally {
        this.pending.delete(index);
      }
    });
    this.pending.set(index, next);
    return next;
  }
}
