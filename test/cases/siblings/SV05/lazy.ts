const EMPTY = Symbol('empty');

export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let slot: T | typeof EMPTY = EMPTY;
  return async () => {
    if (slot === EMPTY) {
      slot = await make(); //~ race-across-await
    }
    return slot;
  };
}
