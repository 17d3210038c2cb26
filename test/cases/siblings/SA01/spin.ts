export function withLock<T>(word: Int32Array, body: () => T): T {
  while (Atomics.exchange(word, 0, 1) === 1);
  try {
    return body();
  } finally {
    Atomics.store(word, 0, 0);
  }
}
