/** `Math` and `JSON`: known values are computed, unknown ones stay unknown with what is known of their range. */
import { toText } from '../ops.ts';
import {
  Accessor,
  ArrObj,
  Obj,
  Unknown,
  isPrim,
  plain,
  readsOf,
  taint,
  type Act,
  type Prim,
  type Value,
} from '../values.ts';
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

function parsed(v: unknown): Value {
  if (Array.isArray(v)) return new ArrObj(v.map(parsed));
  if (typeof v === 'object' && v !== null) {
    const o = new Obj(undefined);
    for (const [key, value] of Object.entries(v)) o.props.set(key, parsed(value));
    return o;
  }
  return v as Prim;
}

/** The JSON text of a value that is known throughout. */
function jsonOf(v: Value, depth = 0): unknown {
  const p = plain(v);
  if (p instanceof Unknown || depth > 8) throw new Error('unknown');
  if (p instanceof ArrObj) {
    if (p.more) throw new Error('unknown');
    return p.items.map((i) => jsonOf(i, depth + 1));
  }
  if (p instanceof Obj) {
    if (p.kind !== 'object' || p.open) throw new Error('unknown');
    const out: Record<string, unknown> = {};
    for (const [key, slot] of p.props) if (!(slot instanceof Accessor)) out[key] = jsonOf(slot, depth + 1);
    return out;
  }
  return p;
}

defineGlobals({
  Math: () =>
    namespaceOf({
      ...Object.fromEntries(FUNCTIONS.map((name) => [name, mathFunction(name)])),
      ...Object.fromEntries(CONSTANTS.map((name) => [name, { value: Math[name] }])),
      random,
    }),
  JSON: () =>
    namespaceOf({
      parse: (_act, _self, args) => {
        const text = plain(toText(args[0]));
        if (text instanceof Unknown) return text.part('JSON.parse');
        try {
          return parsed(JSON.parse(String(text)));
        } catch {
          return new Unknown('data');
        }
      },
      stringify: (_act, _self, args) => {
        try {
          return JSON.stringify(jsonOf(args[0]));
        } catch {
          return new Unknown('data');
        }
      },
    }),
});
