declare function load(): Promise<Record<string, string>>;
export class X {
  private cache: Record<string, string> = {};
  async all() {
    if (Object.keys(this.cache).length === 0) {
      this.cache = await load();
      //| race-across-await: this.cache
    }
    return this.cache;
  }
}
