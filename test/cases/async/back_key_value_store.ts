export class X {
  constructor(private store: any) {}
  async inc(key: string) {
    const n = (await this.store.get(key)) ?? 0;
    await this.store.set(key, n + 1);
    //| race-across-await: this.store[key]
  }
}
