declare function load(): Promise<[string, string][]>;
export class X {
  private cache = new Map<string, string>();
  async all() {
    if (this.cache.size === 0) {
      for (const [k, v] of await load()) this.cache.set(k, v);
      //| race-across-await: this.cache[k]
    }
    return this.cache;
  }
}
