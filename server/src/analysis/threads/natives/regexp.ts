/** Regular expressions and the methods of strings that take them. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { throwError } from '../errors.ts';
import { IterObj, ofIterator } from '../iterate.ts';
import { toText } from '../ops.ts';
import { LONGEST_TEXT, makeRegExp, RegExpObj } from '../regexp.ts';
import {
  ArrObj,
  Obj,
  Unknown,
  numberOf,
  plain,
  readsOf,
  taint,
  type Act,
  type Gen,
  type NativeImpl,
  type Value,
} from '../values.ts';
import { classOf, defineGlobals } from './globals.ts';
import { defineMethods, defineProperties, nativeMethod } from './table.ts';

interface Match {
  readonly re: RegExp;
  readonly object: RegExpObj;
  readonly text: string;
}

/** A regular expression and a text that it may be run on; undefined when either is not known well enough. */
function matchable(act: Act, pattern: Value, text: Value): Match | undefined {
  const object = plain(pattern);
  const known = plain(toText(text, act));
  if (!(object instanceof RegExpObj) || object.host === undefined) return undefined;
  if (typeof known !== 'string' || known.length > LONGEST_TEXT) return undefined;
  return { re: object.host, object, text: known };
}

function groupsOf(m: RegExpExecArray | RegExpMatchArray): ArrObj {
  const out = new ArrObj([...m]);
  out.props.set('index', m.index);
  out.props.set('input', m.input);
  if (m.groups === undefined) return out;
  const groups = new Obj(undefined);
  for (const [name, value] of Object.entries(m.groups)) groups.props.set(name, value);
  out.props.set('groups', groups);
  return out;
}

/** Runs it once from its `lastIndex`, as `exec` does. */
function execute({ re, object, text }: Match): RegExpExecArray | null {
  re.lastIndex = numberOf(object.props.get('lastIndex') as Value) ?? 0;
  const m = re.exec(text);
  object.props.set('lastIndex', re.lastIndex);
  return m;
}

defineMethods('regexp', {
  test: (act, self, args) => {
    const m = matchable(act, self, args[0]);
    if (m !== undefined) return taint(execute(m) !== null, readsOf(args[0]));
    const text = plain(args[0]);
    return text instanceof Unknown ? text.part(`test${sourceOf(self)}`) : new Unknown('data');
  },
  exec: (act, self, args) => {
    const m = matchable(act, self, args[0]);
    if (m === undefined) return new Unknown('data');
    const found = execute(m);
    return found === null ? null : groupsOf(found);
  },
  toString: textOf,
});

const PROPERTIES = ['source', 'flags'] as const;
defineProperties<RegExpObj>('regexp', {
  ...Object.fromEntries(PROPERTIES.map((name) => [name, (_act: Act, o: RegExpObj) => o[name]])),
  global: (_act, o) => o.flags.includes('g'),
  ignoreCase: (_act, o) => o.flags.includes('i'),
  multiline: (_act, o) => o.flags.includes('m'),
  sticky: (_act, o) => o.flags.includes('y'),
  unicode: (_act, o) => o.flags.includes('u'),
});

function sourceOf(v: Value): string {
  const o = plain(v);
  return o instanceof RegExpObj ? `/${o.source}/${o.flags}` : '';
}

function textOf(_act: Act, self: Value): Value {
  return sourceOf(self);
}

/** `replace` and `replaceAll`; a function is called for every match. */
function* replaced(act: Act, self: Value, args: readonly Value[], at: Place, all: boolean): Gen<Value> {
  const text = plain(self);
  if (typeof text !== 'string' || text.length > LONGEST_TEXT)
    return text instanceof Unknown ? text.part('replace') : new Unknown('data');
  const pattern = plain(args[0]);
  const match = pattern instanceof RegExpObj ? matchable(act, pattern, text) : undefined;
  if (pattern instanceof Obj ? match === undefined : pattern instanceof Unknown) return new Unknown('data');
  const by = plain(args[1]);
  const search = match?.re ?? String(pattern);
  if (search instanceof RegExp) search.lastIndex = 0;
  if (!(by instanceof Obj)) {
    if (by instanceof Unknown) return new Unknown('data');
    const done = all ? text.replaceAll(search, String(by)) : text.replace(search, String(by));
    return taint(done, readsOf(self));
  }
  const found: { readonly args: readonly unknown[]; readonly index: number; readonly length: number }[] = [];
  const note = (...given: unknown[]): string => {
    const index = given.findIndex((g) => typeof g === 'number');
    found.push({ args: given, index: Number(given[index]), length: String(given[0]).length });
    return '';
  };
  if (all) text.replaceAll(search, note);
  else text.replace(search, note);
  let out = '';
  let from = 0;
  for (const f of found) {
    const given = f.args.map((g): Value => (typeof g === 'string' || typeof g === 'number' ? g : undefined));
    const part = plain(toText(yield* callValue(act, by, undefined, given, at), act));
    if (part instanceof Unknown) return new Unknown('data');
    out += text.slice(from, f.index) + String(part);
    from = f.index + f.length;
  }
  return out + text.slice(from);
}

const pureSplit = nativeMethod('string', 'split')?.impl;

defineMethods('string', {
  match: (act, self, args) => {
    const m = matchable(act, args[0], self);
    if (m === undefined) return new Unknown('data');
    m.re.lastIndex = 0;
    const found = m.text.match(m.re);
    if (found === null) return null;
    return m.re.global ? new ArrObj([...found]) : groupsOf(found);
  },
  matchAll: (act, self, args, at) => {
    const m = matchable(act, args[0], self);
    if (m === undefined) return new ArrObj([], true);
    if (!m.re.global) return throwError(act, 'TypeError', 'matchAll must be called with a global RegExp', at);
    m.re.lastIndex = 0;
    return new IterObj(ofIterator([...m.text.matchAll(m.re)].map(groupsOf).values()));
  },
  search: (act, self, args) => {
    const m = matchable(act, args[0], self);
    return m === undefined ? new Unknown('data') : m.text.search(m.re);
  },
  replace: (act, self, args, at) => replaced(act, self, args, at, false),
  replaceAll: (act, self, args, at) => replaced(act, self, args, at, true),
  split: (act, self, args, at) => {
    if (!(plain(args[0]) instanceof Obj)) return pureSplit?.(act, self, args, at) ?? new Unknown('data');
    const m = matchable(act, args[0], self);
    return m === undefined ? new ArrObj([], true) : new ArrObj(m.text.split(m.re, numberOf(args[1])));
  },
});

const make: NativeImpl = (act, _self, args, at) => {
  const from = plain(args[0]);
  const source = from instanceof RegExpObj ? from.source : plain(toText(args[0], act));
  const flags = args[1] === undefined ? (from instanceof RegExpObj ? from.flags : '') : plain(toText(args[1], act));
  if (typeof source !== 'string' || typeof flags !== 'string') return new Obj(undefined, 'regexp');
  return makeRegExp(source, flags) ?? throwError(act, 'SyntaxError', 'Invalid regular expression', at);
};

defineGlobals({
  RegExp: () =>
    classOf('RegExp', make, {
      escape: (act, _self, args) => {
        const text = plain(toText(args[0], act));
        return typeof text === 'string' ? text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : new Unknown('data');
      },
    }),
});
