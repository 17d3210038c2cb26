export async function withBoth<T>(a: string, b: string, body: () => T): Promise<T> {
  const [first, second] = [a, b].sort();
  return navigator.locks.request(first, () => navigator.locks.request(second, body)) as Promise<T>;
}
