declare function mk(a: string, b: string): Promise<string>;
const marker = 'x';
const cache = new Map<string, Map<string, string>>();
export async function get(a: string, b: string | undefined) {
  const c = cache.get(a)?.get(b ?? marker);
  if (c !== undefined) return c;
  const r = await mk(a, b!);
  let second = cache.get(a);
  if (second === undefined) {
    second = new Map();
    cache.set(a, second);
  }
  const key = b ?? marker;
  second.set(key, r);
  //| race-across-await: cache[a][key]
  return r;
}
