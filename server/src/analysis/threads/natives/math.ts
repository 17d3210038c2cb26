/** `Math`: known values are computed, unknown ones stay unknown with what is known of their range. */
import { Unknown, isPrim, plain, readsOf, taint, type Act, type Value } from '../values.ts';
import { defineGlobals, namespaceOf } from './globals.ts';

const FUNCTIONS = Object.getOwnPropertyNames(Math).filter(
  (name) => typeof (Math as unknown as Record<string, unknown>)[name] === 'function' && name !== 'random',
);
const CONSTANTS = ['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'] as const;
/** What keeps a range, so that `Math.floor(x / 10)` of a bounded `x` is still bounded. */
const MONOTONE = new Set(['floor', 'ceil', 'round', 'trunc']);

function mathFunction(name: string): (act: Act, self: Value, args: readonly Value[]) => Value {
  const f = (Math as unknown as Record<string, (...args: readonly unknown[]) => number>)[name];
  return (_act, _self, args) => {
    const values = args.map(plain);
    if (values.every(isPrim)) {
      try {
        return taint(f?.(...values), ...args.map(readsOf));
      } catch {
        return NaN;
      }
    }
    const unknown = values.find((v) => v instanceof Unknown);
    if (unknown === undefined) return NaN;
    const result = unknown.part(`Math.${name}:${values.map((v) => (isPrim(v) ? String(v) : '?')).join()}`);
    const apply = (n: number): number => f?.(n) ?? n;
    if (MONOTONE.has(name)) {
      result.lo = Math.max(result.lo, apply(unknown.lo));
      result.hi = Math.min(result.hi, apply(unknown.hi));
    } else if (name === 'min' || name === 'max') {
      for (const v of values) {
        if (typeof v !== 'number') continue;
        if (name === 'min') result.hi = Math.min(result.hi, v);
        else result.lo = Math.max(result.lo, v);
      }
    } else if (name === 'abs') result.lo = Math.max(result.lo, 0);
    return result;
  };
}

function random(): Value {
  const u = new Unknown('data');
  u.lo = 0;
  u.hi = 1;
  return u;
}

defineGlobals({
  Math: () =>
    namespaceOf({
      ...Object.fromEntries(FUNCTIONS.map((name) => [name, mathFunction(name)])),
      ...Object.fromEntries(CONSTANTS.map((name) => [name, { value: Math[name] }])),
      random,
    }),
});
