/** `JSON`: text of values that are known throughout, values of known text. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { throwError } from '../errors.ts';
import { toText } from '../ops.ts';
import { getProp, sortedKeys } from '../props.ts';
import {
  ArrObj,
  FnVal,
  MapObj,
  Obj,
  SetObj,
  Unknown,
  isPrim,
  plain,
  type Act,
  type Gen,
  type Prim,
  type Value,
} from '../values.ts';
import { defineGlobals, namespaceOf } from './globals.ts';

const DEEP = 40;

function parsed(v: unknown): Value {
  if (Array.isArray(v)) return new ArrObj(v.map(parsed));
  if (typeof v === 'object' && v !== null) {
    const o = new Obj(undefined);
    for (const [key, value] of Object.entries(v)) o.props.set(key, parsed(value));
    return o;
  }
  return v as Prim;
}

function* parse(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const text = plain(toText(args[0], act));
  if (text instanceof Unknown) return text.part('JSON.parse');
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch (error) {
    return throwError(act, 'SyntaxError', error instanceof Error ? error.message : 'bad JSON', at);
  }
  const result = parsed(value);
  return plain(args[1]) instanceof Obj ? yield* revive(act, '', result, args[1], at) : result;
}

function* revive(act: Act, key: string, value: Value, f: Value, at: Place): Gen<Value> {
  const o = plain(value);
  if (o instanceof ArrObj) {
    for (let i = 0; i < o.items.length; i++) o.items[i] = yield* revive(act, String(i), o.items[i], f, at);
  } else if (o instanceof Obj) {
    for (const k of sortedKeys(o)) {
      const v = yield* revive(act, k, getProp(act, o, k, at), f, at);
      if (v === undefined) o.props.delete(k);
      else o.props.set(k, v);
    }
  }
  return yield* callValue(act, f, undefined, [key, value], at);
}

/** Stands for a value whose text is not known. */
const UNKNOWN = Symbol('unknown');
type Text = string | undefined | typeof UNKNOWN;

interface Options {
  readonly replacer: Value;
  readonly only: ReadonlySet<string> | undefined;
  readonly gap: string;
  readonly at: Place;
}

function* write(act: Act, holder: Value, key: string, raw: Value, indent: string, o: Options): Gen<Text> {
  if (indent.length > DEEP * Math.max(1, o.gap.length) + DEEP) return UNKNOWN;
  let value = raw;
  let p = plain(value);
  if (p instanceof Obj) {
    const toJson = getProp(act, value, 'toJSON', o.at);
    if (plain(toJson) instanceof Obj) value = yield* callValue(act, toJson, value, [key], o.at);
  }
  if (plain(o.replacer) instanceof Obj && !(plain(o.replacer) instanceof ArrObj))
    value = yield* callValue(act, o.replacer, holder, [key, value], o.at);
  p = plain(value);
  if (p instanceof Unknown) return UNKNOWN;
  if (typeof p === 'bigint') return throwError(act, 'TypeError', 'Do not know how to serialize a BigInt', o.at);
  if (isPrim(p)) return JSON.stringify(p) as string | undefined;
  if (p.kind === 'function' || p.kind === 'symbol' || p instanceof FnVal) return undefined;
  const inner = indent + (o.gap === '' ? ' ' : o.gap);
  const list: string[] = [];
  if (p instanceof ArrObj) {
    if (p.more) return UNKNOWN;
    for (const [i, item] of p.items.entries()) {
      const text = yield* write(act, p, String(i), item, inner, o);
      if (text === UNKNOWN) return UNKNOWN;
      list.push(text ?? 'null');
    }
    return around('[', ']', list, indent, inner, o.gap);
  }
  if (p.open || !(p.kind === 'object' || p.kind === 'error' || p instanceof MapObj || p instanceof SetObj))
    return UNKNOWN;
  const names = o.only === undefined ? sortedKeys(p) : [...o.only].filter((k) => p.props.has(k));
  for (const name of names) {
    if (p.kind === 'error' && (name === 'message' || name === 'name' || name === 'stack' || name === 'cause')) continue;
    const text = yield* write(act, p, name, getProp(act, p, name, o.at), inner, o);
    if (text === UNKNOWN) return UNKNOWN;
    if (text !== undefined) list.push(`${JSON.stringify(name)}:${o.gap === '' ? '' : ' '}${text}`);
  }
  return around('{', '}', list, indent, inner, o.gap);
}

function around(
  open: string,
  close: string,
  list: readonly string[],
  indent: string,
  inner: string,
  gap: string,
): string {
  if (list.length === 0) return open + close;
  if (gap === '') return open + list.join(',') + close;
  return `${open}\n${inner}${list.join(`,\n${inner}`)}\n${indent}${close}`;
}

function* stringify(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const list = plain(args[1]);
  const space = plain(args[2]);
  const gap = typeof space === 'number' ? ' '.repeat(Math.min(10, space)) : typeof space === 'string' ? space : '';
  const only = list instanceof ArrObj ? new Set(list.items.map((i) => String(plain(i)))) : undefined;
  const holder = new Obj(undefined);
  holder.props.set('', args[0]);
  const text = yield* write(act, holder, '', args[0], '', { replacer: args[1], only, gap, at });
  return text === UNKNOWN ? new Unknown('data') : text;
}

defineGlobals({
  JSON: () =>
    namespaceOf({
      parse: (act, _self, args, at) => parse(act, args, at),
      stringify: (act, _self, args, at) => stringify(act, args, at),
    }),
});
