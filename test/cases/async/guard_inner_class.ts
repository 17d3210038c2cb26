declare function load(k: string): Promise<string>;
class Cache {
  private m = new Map<string, string>();
  async get(k: string) {
    let v = this.m.get(k);
    if (v === undefined) {
      v = await load(k);
      this.m.set(k, v);
      //| race-across-await: cache.m[k]
    }
    return v;
  }
}
const cache = new Cache();
export async function lookup(k: string) {
  return cache.get(k);
}
