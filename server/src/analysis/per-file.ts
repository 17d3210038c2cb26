/**
 * Indexes that depend on one file's facts alone. They are remembered by the facts object itself: an engine
 * keeps that object while the file's content stays the same, so an edit elsewhere costs nothing here.
 */
import type { FileFacts } from '../facts/core.ts';

export function perFile<T>(compute: (facts: FileFacts) => T): (facts: FileFacts) => T {
  const known = new WeakMap<FileFacts, T>();
  return (facts) => {
    let result = known.get(facts);
    if (result === undefined) {
      result = compute(facts);
      known.set(facts, result);
    }
    return result;
  };
}
