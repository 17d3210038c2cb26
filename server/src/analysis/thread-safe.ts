/**
 * `@threadSafe` on a class or a function: its author promises that it may be called again, by anybody, while earlier
 * calls are still under way. The promise is held against the code, as in Infer's RacerD: the methods count as called
 * several times at once, whether or not a caller that does so is in sight.
 */
import type { FileFacts, FunctionFacts } from '../facts/core.ts';

const TAG = 'threadSafe';

export function isDeclaredThreadSafe(facts: FileFacts, fn: FunctionFacts): boolean {
  if (fn.tags.some((tag) => tag.name === TAG)) return true;
  const cls = fn.cls === undefined ? undefined : facts.classes[fn.cls];
  const member = fn.kind === 'method' && fn.access === 'public' && !fn.name.startsWith('#');
  return member && cls?.tags.some((tag) => tag.name === TAG) === true;
}
