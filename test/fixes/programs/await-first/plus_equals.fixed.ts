// file: main.ts
export class Account {
  private total = 0;

  async add(load: () => Promise<number>): Promise<void> {
    const awaited = await load();
    this.total += awaited;
  }

  get sum(): number {
    return this.total;
  }
}
