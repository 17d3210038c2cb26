export function spinLock(word: Int32Array, at: number): void {
  while (Atomics.exchange(word, at, 1) === 1);
}

export function spinUnlock(word: Int32Array, at: number): void {
  Atomics.store(word, at, 0);
}
