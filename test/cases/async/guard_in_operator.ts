declare function load(k: string): Promise<string>;
const cache: Record<string, string> = {};
export async function get(key: string) {
  if (!(key in cache)) {
    cache[key] = await load(key);
    //| race-across-await: cache[key]
  }
  return cache[key];
}
