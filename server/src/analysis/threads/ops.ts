/** Operators on values that may be unknown, and decisions about them. */
import type { Span } from '../../facts/core.ts';
import {
  ArrObj,
  ErrorObj,
  Obj,
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

let identities = new WeakMap<object, number>();
let nextIdentity = 1;

function identity(v: Value): string {
  if (isPrim(v)) return `${typeof v}:${String(v)}`;
  let id = identities.get(v);
  if (id === undefined) identities.set(v, (id = nextIdentity++));
  return `#${id}`;
}

export function forgetIdentities(): void {
  identities = new WeakMap();
  nextIdentity = 1;
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
      act.control.push(r);
      if (act.control.length > 12) act.control.shift();
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

export function binary(op: string, left: Value, right: Value): Value {
  const a = plain(left);
  const b = plain(right);
  if (isPrim(a) && isPrim(b)) {
    const value = primitive(op, a, b);
    return left instanceof Tainted || right instanceof Tainted ? taint(value, readsOf(left), readsOf(right)) : value;
  }
  if (a instanceof Unknown || b instanceof Unknown) {
    if (a === b && (op === '===' || op === '==')) return true;
    if (a === b && (op === '!==' || op === '!=')) return false;
    if (op in MIRROR || op === '==' || op === '!=') {
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
    case '==':
      return a === b;
    case '!==':
    case '!=':
      return a !== b;
    case 'in':
      return b instanceof Obj && isPrim(a) ? hasProperty(b, String(a)) : new Unknown('data');
    case 'instanceof':
      return a instanceof Obj && b instanceof Obj ? instanceOf(a, b) : false;
    case '+':
      return new Unknown('data');
    default:
      return new Unknown('data');
  }
}

function unknownOf(a: Value, b: Value): Unknown {
  if (a instanceof Unknown && b instanceof Unknown) return a.origin === 'input' || b.origin !== 'input' ? a : b;
  return a instanceof Unknown ? a : (b as Unknown);
}

export function hasProperty(o: Obj, key: string): boolean {
  if (o instanceof ArrObj && /^\d+$/.test(key)) return Number(key) < o.items.length;
  for (let p: Obj | undefined = o; p !== undefined; p = p.proto) if (p.props.has(key)) return true;
  return false;
}

export function instanceOf(a: Obj, cls: Obj): Value {
  const prototype = (cls as { prototype?: Obj }).prototype;
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
    };
    const view = (a as { view?: { name: string } }).view;
    if (view !== undefined) return view.name === name;
    return kinds[name]?.includes(a.kind) ?? false;
  }
  return false;
}

/* eslint-disable @typescript-eslint/no-explicit-any, eqeqeq */
function primitive(op: string, a: any, b: any): Prim {
  try {
    switch (op) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
        return a / b;
      case '%':
        return a % b;
      case '**':
        return a ** b;
      case '<<':
        return a << b;
      case '>>':
        return a >> b;
      case '>>>':
        return a >>> b;
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '<=':
        return a <= b;
      case '>=':
        return a >= b;
      case '===':
        return a === b;
      case '!==':
        return a !== b;
      case '==':
        return a == b;
      case '!=':
        return a != b;
      default:
        return undefined;
    }
  } catch {
    // Mixed bigint and number arithmetic: analysed code would throw here.
    return NaN;
  }
}
/* eslint-enable */

export function unary(op: string, v: Value): Value {
  const p = plain(v);
  if (op === 'void') return undefined;
  if (op === 'typeof') {
    if (p instanceof Unknown) return p.part('typeof');
    if (p instanceof Obj) return p.kind === 'function' ? 'function' : 'object';
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
  if (p instanceof Obj) return op === '!' ? false : NaN;
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

export function toText(v: Value): Value {
  const p = plain(v);
  if (p instanceof Unknown) return p.part('string');
  if (p instanceof Obj) {
    const text = p.props.get('href');
    if (typeof text === 'string') return text;
    return p instanceof ArrObj && p.items.every((i) => isPrim(plain(i)))
      ? p.items.map((i) => String(plain(i) ?? '')).join(',')
      : '[object Object]';
  }
  return String(p);
}

export function nullish(v: Value): boolean {
  const p = plain(v);
  return p === undefined || p === null;
}
