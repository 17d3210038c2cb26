export function memoizeAsync<K, V>(load: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const values = new Map<K, V>();
  return async (key) => {
    if (!values.has(key)) { //~ race-across-await
      values.set(key, await load(key)); //~ race-across-await
    }
    return values.get(key)!;
  };
}
