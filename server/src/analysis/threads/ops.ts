/** Operators on values that may be unknown, and decisions about them. */
import type { Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { call } from './calls.ts';
import { primitive, tooLarge } from './arithmetic.ts';
import { nativeMethod } from './natives/table.ts';
import { getProp, keyOf, now } from './props.ts';
import {
  ArrObj,
  ErrorObj,
  FnVal,
  NativeFn,
  Obj,
  SymObj,
  Tainted,
  Unknown,
  isPrim,
  plain,
  readsOf,
  taint,
  type Act,
  type Prim,
  type Value,
} from './values.ts';

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function identity(v: Value): string {
  if (isPrim(v)) return `${typeof v}:${String(v)}`;
  let id = identities.get(v);
  if (id === undefined) identities.set(v, (id = nextIdentity++));
  return `#${id}`;
}

/** Decides whether a value is truthy; remembers what was decided about an unknown. */
export function truthy(act: Act, v: Value, at: Span): boolean {
  if (v instanceof Tainted) {
    noteControl(act, v);
    return Boolean(v.v);
  }
  if (v instanceof Unknown) {
    if (v.eq !== undefined) return Boolean(v.eq.v);
    if (v.truth === undefined) {
      v.truth = act.agent.world.choose(`${act.file}:${at[0]}`);
      if (v.origin === 'havoc') act.agent.guess = true;
      if (!v.truth) settle(v);
      decided(v, v.truth);
    }
    return v.truth;
  }
  return typeof v === 'object' && v !== null ? true : Boolean(v);
}

function settle(v: Unknown): void {
  // A falsy unknown stays unknown but for what it is compared with later.
  v.hi = Math.min(v.hi, 0);
  v.lo = Math.max(v.lo, 0);
}

export function noteControl(act: Act, v: Value): void {
  for (const r of readsOf(v)) {
    r.tested = true;
    if (!act.control.includes(r)) {
      // A new list every time: whoever keeps the old one can go back to it.
      act.control = [...act.control.slice(-11), r];
    }
  }
}

/** Reads that decided how the code that now runs was reached, over the callers too. */
export function controlOf(act: Act): readonly import('./shadow.ts').Access[] {
  const all: import('./shadow.ts').Access[] = [];
  let a: Act | undefined = act;
  for (let i = 0; a !== undefined && i < 8; i++, a = a.parent) all.push(...a.control);
  return all;
}

interface Comparison {
  readonly of: Unknown;
  readonly op: string;
  readonly with: Prim;
}
const comparisons = new WeakMap<Unknown, Comparison>();

/** Refines the unknown that a decided comparison was about. */
function decided(result: Unknown, truth: boolean): void {
  const c = comparisons.get(result);
  if (c === undefined) return;
  const u = c.of;
  const n = typeof c.with === 'number' ? c.with : undefined;
  switch (c.op) {
    case '===':
      if (truth) u.eq = { v: c.with };
      else u.not.push(c.with);
      break;
    case '!==':
      if (!truth) u.eq = { v: c.with };
      else u.not.push(c.with);
      break;
    case '<':
      if (n !== undefined) truth ? (u.hi = Math.min(u.hi, n - 1)) : (u.lo = Math.max(u.lo, n));
      break;
    case '<=':
      if (n !== undefined) truth ? (u.hi = Math.min(u.hi, n)) : (u.lo = Math.max(u.lo, n + 1));
      break;
    case '>':
      if (n !== undefined) truth ? (u.lo = Math.max(u.lo, n + 1)) : (u.hi = Math.min(u.hi, n));
      break;
    case '>=':
      if (n !== undefined) truth ? (u.lo = Math.max(u.lo, n)) : (u.hi = Math.min(u.hi, n - 1));
      break;
  }
}

const MIRROR: Readonly<Record<string, string>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '===': '===',
  '!==': '!==',
};

function compareUnknown(op: string, u: Unknown, c: Prim): Value | undefined {
  const sameType = op === '==' ? '===' : op === '!=' ? '!==' : op;
  if (sameType === '===' || sameType === '!==') {
    if (u.not.includes(c)) return sameType === '!==';
    if (typeof c === 'number' && (c < u.lo || c > u.hi)) return sameType === '!==';
  }
  if (typeof c === 'number') {
    switch (sameType) {
      case '<':
        if (u.hi < c) return true;
        if (u.lo >= c) return false;
        break;
      case '<=':
        if (u.hi <= c) return true;
        if (u.lo > c) return false;
        break;
      case '>':
        if (u.lo > c) return true;
        if (u.hi <= c) return false;
        break;
      case '>=':
        if (u.lo >= c) return true;
        if (u.hi < c) return false;
        break;
    }
  }
  const result = u.part(`${sameType} ${typeof c}:${String(c)}`);
  if (!comparisons.has(result)) comparisons.set(result, { of: u, op: sameType, with: c });
  return result;
}

export function binary(op: string, left: Value, right: Value, act?: Act, at?: Place): Value {
  const a = plain(left);
  const b = plain(right);
  if (isPrim(a) && isPrim(b)) {
    if (tooLarge(op, a, b)) return new Unknown('data');
    const value = primitive(op, a, b, act, at);
    return left instanceof Tainted || right instanceof Tainted ? taint(value, readsOf(left), readsOf(right)) : value;
  }
  if (a instanceof Unknown || b instanceof Unknown) {
    if (a === b && (op === '===' || op === '==')) return true;
    if (a === b && (op === '!==' || op === '!=')) return false;
    if (op in MIRROR || op === '==' || op === '!=') {
      const [u, c] = a instanceof Unknown ? [a, b] : [b, a];
      if (u instanceof Unknown && u.type !== undefined && isPrim(c) && c !== undefined && c !== null) {
        if (typeof c !== u.type && (op === '===' || op === '!==')) return op === '!==';
      }
      if (a instanceof Unknown && isPrim(b)) return compareUnknown(op, a, b) ?? a.part(op);
      if (b instanceof Unknown && isPrim(a)) return compareUnknown(MIRROR[op] ?? op, b, a) ?? b.part(op);
    }
    if (op === '+' && (typeof a === 'string' || typeof b === 'string'))
      return unknownOf(a, b).part(`str${identity(a)}${identity(b)}`);
    const result = unknownOf(a, b).part(`${op}${identity(a)},${identity(b)}`);
    if (op === '%' && typeof b === 'number' && b > 0 && a instanceof Unknown) {
      result.hi = Math.min(result.hi, b - 1);
      if (a.lo >= 0) result.lo = Math.max(result.lo, 0);
    }
    return result;
  }
  switch (op) {
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case 'in': {
      const key = keyOf(a);
      return b instanceof Obj && typeof key === 'string'
        ? b.open && !hasProperty(b, key)
          ? new Unknown('data')
          : hasProperty(b, key)
        : new Unknown('data');
    }
    case 'instanceof':
      return a instanceof Obj && b instanceof Obj ? instanceOf(a, b, act, at) : false;
    case '==':
    case '!=':
      if (a === undefined || a === null || b === undefined || b === null) return op === '!=';
      if (a instanceof Obj && b instanceof Obj) return (a === b) === (op === '==');
  }
  const x = primitiveOf(a, op === '+' ? 'default' : 'number', act, at);
  const y = primitiveOf(b, op === '+' ? 'default' : 'number', act, at);
  if (plain(x) instanceof Obj || plain(y) instanceof Obj) return new Unknown('data');
  return binary(op, x, y, act, at);
}

/** `ToPrimitive`: what an object counts as in arithmetic and text. */
export function primitiveOf(v: Value, hint: 'default' | 'number' | 'string', act?: Act, at?: Place): Value {
  const o = plain(v);
  if (!(o instanceof Obj)) return v;
  if (act === undefined) return new Unknown('data');
  const place = at ?? { file: act.file, start: act.fn.at[0], end: act.fn.at[1] };
  const special = getProp(act, o, '[Symbol.toPrimitive]', place);
  if (special !== undefined) return now(call(act, special, o, [hint], place));
  const names = hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString'];
  for (const name of names) {
    const method = getProp(act, o, name, place);
    if (!(method instanceof FnVal)) continue;
    const result = now(call(act, method, o, [], place));
    if (!(plain(result) instanceof Obj)) return result;
  }
  return toText(o, act);
}

function unknownOf(a: Value, b: Value): Unknown {
  if (a instanceof Unknown && b instanceof Unknown && a.from !== b.from) return a.from === 'program' ? b : a;
  if (a instanceof Unknown && b instanceof Unknown) return a.origin === 'input' || b.origin !== 'input' ? a : b;
  return a instanceof Unknown ? a : (b as Unknown);
}

export function hasProperty(o: Obj, key: string): boolean {
  if (o instanceof ArrObj && /^\d+$/.test(key)) return Number(key) < o.items.length;
  if (o.kind === 'view' && /^\d+$/.test(key))
    return Number(key) < ((o as { readonly length?: number }).length ?? Infinity);
  for (let p: Obj | undefined = o; p !== undefined; p = p.proto) if (p.known.has(key)) return true;
  return false;
}

export function instanceOf(a: Obj, cls: Obj, act?: Act, at?: Place): Value {
  const special = cls.known.get('[Symbol.hasInstance]');
  if (special instanceof Obj && act !== undefined && at !== undefined) return now(call(act, special, cls, [a], at));
  const replaced = cls.known.get('prototype');
  const own = replaced instanceof Obj && !(cls instanceof NativeFn) ? replaced : undefined;
  const prototype = own ?? (cls as { prototype?: Obj }).prototype;
  for (let p = a.proto; p !== undefined; p = p.proto) if (p === prototype) return true;
  const name = (cls as { name?: string }).name;
  if (prototype === undefined && typeof name === 'string') {
    if (a instanceof ErrorObj) return name === 'Error' || a.name === name;
    const kinds: Readonly<Record<string, readonly string[]>> = {
      Array: ['array'],
      Map: ['map'],
      Set: ['set'],
      Promise: ['promise'],
      SharedArrayBuffer: ['sharedBuffer'],
      ArrayBuffer: ['buffer'],
      Worker: ['worker'],
      MessagePort: ['port'],
      Object: [a.kind],
      Function: ['function'],
    };
    const view = (a as { view?: { name: string } }).view;
    if (view !== undefined) return view.name === name;
    return kinds[name]?.includes(a.kind) ?? a.kind.toLowerCase() === name.toLowerCase();
  }
  return false;
}

export function unary(op: string, v: Value, act?: Act, at?: Place): Value {
  const p = plain(v);
  if (op === 'void') return undefined;
  if (op === 'typeof') {
    if (p instanceof Unknown) return p.type ?? p.part('typeof');
    if (p instanceof Obj) return p.kind === 'function' || p.kind === 'symbol' ? p.kind : 'object';
    return typeof p;
  }
  if (p instanceof Unknown) {
    const result = p.part(op);
    if (op === '!') {
      if (p.truth !== undefined) return !p.truth;
      negations.set(result, p);
    }
    return result;
  }
  if (p instanceof Obj) {
    if (op === '!') return false;
    const x = primitiveOf(p, 'number', act, at);
    return plain(x) instanceof Obj ? NaN : unary(op, x);
  }
  let value: Prim;
  switch (op) {
    case '!':
      value = !p;
      break;
    case '-':
      value = typeof p === 'bigint' ? -p : -Number(p);
      break;
    case '+':
      value = typeof p === 'bigint' ? NaN : Number(p);
      break;
    case '~':
      value = typeof p === 'bigint' ? ~p : ~Number(p);
      break;
    default:
      value = undefined;
  }
  return v instanceof Tainted ? taint(value, v.reads) : value;
}

const negations = new WeakMap<Unknown, Unknown>();

/** `truthy` that sees through `!`. */
export function test(act: Act, v: Value, at: Span): boolean {
  if (v instanceof Unknown && v.eq === undefined && v.truth === undefined) {
    const of = negations.get(v);
    if (of !== undefined) {
      const result = !test(act, of, at);
      v.truth = result;
      return result;
    }
  }
  return truthy(act, v, at);
}

/** Arrays whose text is being made. */
const inText = new Set<ArrObj>();

export function toText(v: Value, act?: Act): Value {
  const p = plain(v);
  if (p instanceof Unknown) return p.part('string');
  if (!(p instanceof Obj)) return String(p);
  if (p instanceof ArrObj) {
    if (p.more) return new Unknown('data');
    // An array inside itself counts as nothing.
    if (inText.has(p)) return '';
    inText.add(p);
    try {
      const parts = p.items.map((i) => (nullish(i) ? '' : plain(toText(i, act))));
      return parts.some((x) => x instanceof Unknown) ? new Unknown('data') : parts.join(',');
    } finally {
      inText.delete(p);
    }
  }
  if (p instanceof SymObj) return `Symbol(${p.description ?? ''})`;
  if (act !== undefined) {
    const place = { file: act.file, start: act.fn.at[0], end: act.fn.at[1] };
    const special = getProp(act, p, '[Symbol.toPrimitive]', place);
    if (special !== undefined) return now(call(act, special, p, ['string'], place));
    for (const name of ['toString', 'valueOf']) {
      const own = getProp(act, p, name, place);
      // The text of a view is its elements; the built-in texts of others are made below.
      if (!(own instanceof FnVal) && p.kind !== 'view') continue;
      const text = now(call(act, own, p, [], place));
      if (!(plain(text) instanceof Obj)) return typeof plain(text) === 'string' ? text : toText(text, act);
    }
  }
  const text = p.props.get('href');
  if (typeof text === 'string') return text;
  if (p instanceof ErrorObj || p.props.has('message')) {
    const name = plain((p.props.get('name') ?? (p as { name?: string }).name ?? 'Error') as Value);
    const message = plain((p.props.get('message') ?? '') as Value);
    if (message instanceof Unknown) return message.part('error');
    if (p.kind === 'error') return message === '' ? String(name) : `${String(name)}: ${String(message)}`;
  }
  if (p.kind === 'function') return '[function]';
  if (p.kind !== 'object' && act !== undefined) {
    const own = nativeMethod(p.kind, 'toString');
    return own === undefined ? new Unknown('data') : now(call(act, own, p, [], { file: act.file, start: 0, end: 0 }));
  }
  const tag =
    act === undefined
      ? undefined
      : plain(getProp(act, p, '[Symbol.toStringTag]', { file: act.file, start: 0, end: 0 }));
  return `[object ${typeof tag === 'string' ? tag : 'Object'}]`;
}

export function nullish(v: Value): boolean {
  const p = plain(v);
  return p === undefined || p === null;
}
