declare function load(k: string): Promise<string>;
export class X {
  private cache = new Map<string, string>();
  async get(k: string) {
    const { cache } = this;
    if (cache.has(k)) return cache.get(k);
    const v = await load(k);
    cache.set(k, v);
    //| race-across-await: this.cache[k]
    return v;
  }
}
