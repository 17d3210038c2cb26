declare function load(k: string): Promise<string>;
export class X {
  private cache: Record<string, string> = {};
  async get(key: string) {
    if (!this.cache[key]) {
      this.cache[key] = await load(key);
      //| race-across-await: this.cache[key]
    }
    return this.cache[key];
  }
}
