/** Reading and writing properties; elements of views are in elements.ts. */
import type { FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { readElement, SHOWN, updateElement, viewElements, writeElement } from './elements.ts';
import { ViewObj } from './memory.ts';
import { toText } from './ops.ts';
import {
  Accessor,
  ArrObj,
  ClassVal,
  FnVal,
  MapObj,
  NativeFn,
  Obj,
  SetObj,
  SymObj,
  Unknown,
  isHiddenKey,
  isPrim,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';
import { call } from './calls.ts';
import { PENDING, taken } from './code.ts';
import { nativeMethod, nativeProperty } from './natives/table.ts';

/** Runs a computation to its end without letting others in; used for getters inside simple expressions. */
export function drain<T>(gen: Gen<T>): T | undefined {
  for (let i = 0; i < 2000; i++) {
    const step = gen.next(undefined);
    if (step.done === true) return step.value;
    if (step.value.s === 'block' || step.value.s === 'await') return undefined;
  }
  return undefined;
}

/** The value of something that may be pending, run to its end. */
export function now(value: Value): Value {
  return value === PENDING ? drain(taken()) : value;
}

export function keyOf(key: Value): string | Unknown {
  if (typeof key === 'string') return key;
  const p = plain(key);
  if (p instanceof Unknown) return p;
  if (p instanceof Obj) return p instanceof SymObj ? p.key : objectKey(p);
  return String(p);
}

function objectKey(o: Obj): string | Unknown {
  const text = plain(toText(o));
  return text instanceof Unknown ? text : String(text);
}

const METHODS_OF_PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  bigint: 'number',
  boolean: 'number',
};

export function getProp(act: Act, target: Value, key: string, at: Place): Value {
  const o = plain(target);
  if (o instanceof Unknown) return o.part(`.${key}`);
  if (o === undefined || o === null) return undefined;
  if (isPrim(o)) {
    if (typeof o === 'string') {
      if (key === 'length') return o.length;
      if (/^\d+$/.test(key)) return o[Number(key)];
    }
    return nativeMethod(METHODS_OF_PRIMITIVES[typeof o] ?? 'object', key);
  }
  for (let p: Obj | undefined = o; p !== undefined; p = p.proto) {
    const slot = p.known.get(key);
    if (slot === undefined) {
      if (p.known.has(key)) return undefined;
      continue;
    }
    if (!(slot instanceof Accessor)) return slot;
    if (slot.get === undefined) return undefined;
    return now(call(act, slot.get, target, [], at));
  }
  if (o instanceof ArrObj) {
    if (key === 'length') return o.more ? lengthOf(o) : o.items.length;
    if (/^\d+$/.test(key)) return element(o, Number(key));
  }
  if (o instanceof ViewObj && /^-?\d+$/.test(key)) return readElement(act, o, Number(key), at);
  if (o instanceof FnVal || o instanceof ClassVal) {
    if (key === 'prototype') return o.prototype;
    if (key === 'name') return o instanceof FnVal ? o.fn.name : o.cls.name;
    if (key === 'length')
      return o instanceof FnVal ? arity(o.fn) : o.cls.ctor === undefined ? 0 : arity(o.facts.functions[o.cls.ctor]);
  }
  if (o instanceof NativeFn) {
    if (key === 'name') return o.name;
    if (key === 'prototype' && o.make !== undefined) {
      // Built-in methods are found by kind: `Array.prototype.slice`.
      const prototype = new Obj(undefined, o.name.toLowerCase());
      o.props.set('prototype', prototype);
      return prototype;
    }
  }
  const special = nativeProperty(act, o, key, at);
  if (special !== undefined) return special;
  const method = nativeMethod(o.kind, key) ?? nativeMethod('object', key);
  if (method !== undefined) return method;
  // Whether a partly known object takes part in a protocol of the language is known.
  if (o.open && !isHiddenKey(key)) {
    const unknown = new Unknown('data');
    o.props.set(key, unknown);
    return unknown;
  }
  return undefined;
}

/** Parameters before the first with a default value. */
function arity(fn: FunctionFacts | undefined): number {
  const params = fn?.params ?? [];
  const end = params.findIndex((p) => p.rest || p.init !== undefined);
  return end < 0 ? params.length : end;
}

const lengths = new WeakMap<ArrObj, Unknown>();
function lengthOf(o: ArrObj): Value {
  let u = lengths.get(o);
  if (u === undefined) {
    lengths.set(o, (u = new Unknown('data')));
    u.lo = o.items.length;
  }
  return u;
}

const tails = new WeakMap<ArrObj, Unknown>();
function element(o: ArrObj, index: number): Value {
  if (index < o.items.length) return o.items[index];
  if (!o.more) return undefined;
  let u = tails.get(o);
  if (u === undefined) tails.set(o, (u = new Unknown('havoc')));
  return u.part(`[${index}]`);
}

export function getIndex(act: Act, target: Value, key: Value, at: Place): Value {
  const o = plain(target);
  if (o instanceof ViewObj) {
    const p = plain(key);
    if (typeof p === 'string' && !/^-?\d+$/.test(p)) return getProp(act, o, p, at);
    // An index that was read from shared memory decides which cell is touched, not whether: no control dependence.
    return readElement(act, o, key, at);
  }
  if (o instanceof ArrObj) {
    const p = plain(key);
    if (typeof p === 'number') return Number.isInteger(p) && p >= 0 ? element(o, p) : undefined;
    if (p instanceof Unknown) return p.part(`of${o.items.length}`);
  }
  const name = keyOf(key);
  if (name instanceof Unknown) return o instanceof Unknown ? o.part('[?]') : name.part('[]');
  return getProp(act, o, name, at);
}

function accessorOf(o: Obj, key: string): Accessor | undefined {
  for (let p: Obj | undefined = o; p !== undefined; p = p.proto) {
    const slot = p.known.get(key);
    if (slot instanceof Accessor) return slot;
  }
  return undefined;
}

/** Writes a property as a statement of its own does: others may come in while its setter runs. May be `PENDING`. */
export function putProp(act: Act, target: Value, key: string, value: Value, at: Place): Value {
  const o = plain(target);
  const own = o instanceof Obj && !(o instanceof ViewObj) && !(o instanceof ArrObj) ? accessorOf(o, key) : undefined;
  if (own?.set !== undefined) return call(act, own.set, target, [value], at);
  setProp(act, target, key, value, at);
  return undefined;
}

export function setProp(act: Act, target: Value, key: string, value: Value, at: Place): void {
  const o = plain(target);
  if (!(o instanceof Obj)) return;
  if (o instanceof ViewObj && /^\d+$/.test(key)) {
    writeElement(act, o, Number(key), value, at);
    return;
  }
  if (o instanceof ArrObj) {
    if (/^\d+$/.test(key)) {
      setItem(act, o, Number(key), value);
      return;
    }
    if (key === 'length') {
      const n = plain(value);
      if (typeof n === 'number') o.items.length = Math.min(o.items.length, n);
      if (n === 0) o.more = false;
      act.agent.effects++;
      return;
    }
  }
  const own = accessorOf(o, key);
  if (own !== undefined) {
    if (own.set !== undefined) now(call(act, own.set, target, [value], at));
    return;
  }
  const hook = nativeSetter(o, key);
  if (hook !== undefined) hook(act, o, value, at);
  if (o.props.get(key) !== value) act.agent.effects++;
  o.props.set(key, value);
}

type Setter = (act: Act, o: Obj, value: Value, at: Place) => void;
export const SETTERS = new Map<string, Setter>();
function nativeSetter(o: Obj, key: string): Setter | undefined {
  return SETTERS.get(`${o.kind}.${key}`);
}

function setItem(act: Act, o: ArrObj, index: number, value: Value): void {
  if (index > 4096) return;
  while (o.items.length < index) o.items.push(undefined);
  if (o.items[index] !== value) act.agent.effects++;
  o.items[index] = value;
}

export function setIndex(act: Act, target: Value, key: Value, value: Value, at: Place): void {
  const o = plain(target);
  if (o instanceof ViewObj) {
    writeElement(act, o, key, value, at);
    return;
  }
  const name = keyOf(key);
  if (name instanceof Unknown) {
    if (o instanceof Obj) o.open = true;
    return;
  }
  setProp(act, o, name, value, at);
}

/** `target op= value` on a property or element. */
export function updateProp(
  act: Act,
  target: Value,
  key: Value,
  at: Place,
  change: (old: Value) => Value,
): { old: Value; now: Value } {
  const o = plain(target);
  if (o instanceof ViewObj) return updateElement(act, o, key, at, change);
  const old = getIndex(act, target, key, at);
  const now = change(old);
  setIndex(act, target, key, now, at);
  return { old, now };
}

/** Own properties of a source (with the values of its getters) that a spread or a rest pattern copies. */
export function copyProps(act: Act, to: Obj, source: Value, at: Place, without?: ReadonlySet<string>): void {
  const o = plain(source);
  if (o instanceof Unknown) to.open = true;
  if (typeof o === 'string') for (const [i, c] of [...o].entries()) to.props.set(String(i), c);
  if (!(o instanceof Obj)) return;
  if (o instanceof ArrObj)
    for (const [i, v] of o.items.entries()) if (without?.has(String(i)) !== true) to.props.set(String(i), v);
  for (const [key, slot] of o.props) {
    if (without?.has(key) === true || key.startsWith('#')) continue;
    to.props.set(key, slot instanceof Accessor ? getProp(act, source, key, at) : slot);
  }
  to.open ||= o.open;
}

/** The names that `for in` runs over. */
export function keysOf(act: Act, source: Value): readonly Value[] {
  const o = plain(source);
  if (o instanceof Unknown) return [o.part('key0'), o.part('key1')];
  if (typeof o === 'string') return [...o].map((_, i) => String(i));
  if (!(o instanceof Obj)) return [];
  void act;
  const keys = new Set<string>();
  if (o instanceof ArrObj) for (const i of o.items.keys()) keys.add(String(i));
  if (o instanceof ViewObj) for (let i = 0; i < Math.min(o.length ?? 0, SHOWN); i++) keys.add(String(i));
  const own = sortedKeys(o);
  for (const key of own) keys.add(key);
  for (let p = o.proto; p !== undefined; p = p.proto) {
    // Members of classes are not enumerable.
    if (p.props.get('constructor') instanceof ClassVal) continue;
    for (const key of sortedKeys(p)) if (key !== 'constructor') keys.add(key);
  }
  return [...keys];
}

/** Names of own properties that are not symbols or private: indexes first, as the language orders them. */
export function sortedKeys(o: Obj): readonly string[] {
  const keys = [...o.props.keys()].filter((k) => !isHiddenKey(k));
  const isIndex = (k: string): boolean => /^(0|[1-9]\d*)$/.test(k);
  if (!keys.some(isIndex)) return keys;
  return [...keys.filter(isIndex).sort((a, b) => Number(a) - Number(b)), ...keys.filter((k) => !isIndex(k))];
}

/** The elements that a `for of`, a spread or a destructuring runs over; undefined when they are not known. */
export function elementsOf(act: Act, source: Value, at: Place): readonly Value[] | undefined {
  const o = plain(source);
  if (typeof o === 'string') return [...o];
  if (o instanceof Obj && o.known.has('[Symbol.iterator]')) return undefined;
  if (o instanceof ArrObj) return o.more ? undefined : o.items;
  if (o instanceof MapObj) return [...o.entries.values()].map(([k, v]) => new ArrObj([k, v]));
  if (o instanceof SetObj) return [...o.entries.values()];
  if (o instanceof ViewObj) return viewElements(act, o, at);
  return undefined;
}
