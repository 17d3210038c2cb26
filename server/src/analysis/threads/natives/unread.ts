/**
 * Elements that are handed out and never looked at: `Array.from(words, (_, i) => new Mutex(words, i))` names the
 * element only to get at the index. The machine may load it, but nothing depends on it, so no race is in it.
 */
import type { FileFacts, Pattern } from '../../../facts/core.ts';
import { perFile } from '../../per-file.ts';
import { forEachExprIn } from '../../walk.ts';
import { FnVal, plain, type Value } from '../values.ts';

const usedIn = perFile((facts: FileFacts): ReadonlySet<number> => {
  const used = new Set<number>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'var') used.add(e.b);
    });
  }
  return used;
});

/** Whether anything reads what is bound to a name. */
export function isUsed(facts: FileFacts, target: Pattern): boolean {
  return target.k !== 'bind' || usedIn(facts).has(target.b);
}

/** Whether a function that is called with (element, index, …) can come to know the element. */
export function looksAtElement(callback: Value): boolean {
  const f = plain(callback);
  if (!(f instanceof FnVal) || !f.fn.lexicalThis) return true;
  const [first] = f.fn.params;
  if (first === undefined) return false;
  return first.rest || first.init !== undefined || isUsed(f.facts, first.target);
}
