declare function load(): Promise<string>;
export class X {
  private cache?: string;
  async get() {
    const c = this.cache;
    if (c) return c;
    const v = await load();
    this.cache = v;
    //| race-across-await: this.cache
    return v;
  }
}
