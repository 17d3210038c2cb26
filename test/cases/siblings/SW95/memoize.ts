export function memoizeAsync<K, V>(load: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const promises = new Map<K, Promise<V>>();
  return (key) => {
    const known = promises.get(key);
    if (known !== undefined) return known;
    const loading = load(key).catch((error: unknown) => {
      promises.delete(key);
      throw error;
    });
    promises.set(key, loading);
    return loading;
  };
}
