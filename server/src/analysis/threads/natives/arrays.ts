/**
 * Arrays of the interpreted program. Callbacks run in place, in order. An array with `more` elements than are
 * known is run over its known ones and once over an unknown one that stands for the rest.
 */
import type { Place } from '../../../findings/finding.ts';
import type { Span } from '../../../facts/core.ts';
import { callValue } from '../calls.ts';
import { ViewObj } from '../memory.ts';
import { binary, nullish, test, toText } from '../ops.ts';
import { getProp } from '../props.ts';
import { itemsOf, type Items } from '../iterate.ts';
import { ArrObj, Obj, Unknown, numberOf, plain, readsOf, taint, type Act, type Gen, type Value } from '../values.ts';
import { classOf, defineGlobals } from './globals.ts';
import { objectOf } from './kit.ts';
import { defineMethods } from './table.ts';
import { looksAtElement } from './unread.ts';

/** Longer arrays keep only so many elements by value. */
const KNOWN = 1024;
/** `Array.from({ length }, make)` runs `make` so many times. */
const MADE = 64;

const spanOf = (at: Place): Span => [at.start, at.end];

function arrayOf(self: Value): ArrObj {
  const o = plain(self);
  return o instanceof ArrObj ? o : new ArrObj([], true);
}

/** The elements a callback sees: the known ones and one for the others. */
function seen(a: ArrObj): readonly Value[] {
  return a.more ? [...a.items, new Unknown('havoc')] : a.items;
}

function* each(
  act: Act,
  self: Value,
  f: Value,
  at: Place,
  visit: (result: Value, item: Value, index: number) => boolean | void,
): Gen<void> {
  const a = arrayOf(self);
  const items = seen(a);
  for (let i = 0; i < items.length; i++) {
    const result = yield* callValue(act, f, undefined, [items[i], i, a], at);
    if (visit(result, items[i], i) === false) return;
  }
}

/** Compares as `sort` does; what cannot be told counts as equal. */
function* sorted(act: Act, items: readonly Value[], compare: Value, at: Place): Gen<Value[]> {
  const out: Value[] = [];
  for (const item of items) {
    let i = out.length;
    while (i > 0) {
      const before = out[i - 1];
      const order =
        compare === undefined
          ? String(plain(before)) > String(plain(item))
            ? 1
            : 0
          : numberOf(yield* callValue(act, compare, undefined, [before, item], at));
      if (order === undefined || !(order > 0)) break;
      i--;
    }
    out.splice(i, 0, item);
  }
  return out;
}

function sliceBounds(length: number, args: readonly Value[]): [number, number] | undefined {
  const at = (v: Value, otherwise: number): number | undefined => {
    if (v === undefined) return otherwise;
    const n = numberOf(v);
    if (n === undefined) return undefined;
    return n < 0 ? Math.max(0, length + Math.trunc(n)) : Math.min(length, Math.trunc(n));
  };
  const from = at(args[0], 0);
  const to = at(args[1], length);
  return from === undefined || to === undefined ? undefined : [from, to];
}

function same(a: Value, b: Value): boolean {
  return plain(a) === plain(b);
}

function flat(items: readonly Value[], depth: number): Value[] {
  return items.flatMap((i) => {
    const p = plain(i);
    return p instanceof ArrObj && depth > 0 ? flat(p.items, depth - 1) : [i];
  });
}

function changed(act: Act): void {
  act.agent.effects++;
}

defineMethods('array', {
  push(act, self, args) {
    const a = arrayOf(self);
    changed(act);
    if (a.items.length + args.length > KNOWN * 4) a.more = true;
    else a.items.push(...args);
    return a.items.length;
  },
  pop(act, self) {
    const a = arrayOf(self);
    changed(act);
    if (a.items.length === 0 && a.more) return new Unknown('havoc');
    return a.items.pop();
  },
  shift(act, self) {
    const a = arrayOf(self);
    if (a.items.length > 0) changed(act);
    if (a.items.length === 0 && a.more) return new Unknown('havoc');
    return a.items.shift();
  },
  unshift(act, self, args) {
    const a = arrayOf(self);
    changed(act);
    a.items.unshift(...args);
    return a.items.length;
  },
  splice(act, self, args) {
    const a = arrayOf(self);
    changed(act);
    const start = numberOf(args[0]) ?? 0;
    const count = args.length < 2 ? a.items.length : (numberOf(args[1]) ?? 0);
    return new ArrObj(a.items.splice(start, count, ...args.slice(2)), false);
  },
  slice(_act, self, args) {
    const a = arrayOf(self);
    const bounds = sliceBounds(a.items.length, args);
    return bounds === undefined ? new ArrObj([], true) : new ArrObj(a.items.slice(...bounds), a.more);
  },
  concat(_act, self, args) {
    const a = arrayOf(self);
    const parts = args.map(plain);
    const items = args.flatMap((v, i) => {
      const p = parts[i];
      return p instanceof ArrObj ? p.items : [v];
    });
    const more = a.more || parts.some((p) => (p instanceof ArrObj && p.more) || p instanceof Unknown);
    return new ArrObj([...a.items, ...items], more);
  },
  join(act, self, args) {
    const a = arrayOf(self);
    const by = args[0] === undefined ? ',' : plain(toText(args[0], act));
    const parts = a.items.map((item) => (nullish(item) || plain(item) === a ? '' : plain(toText(item, act))));
    if (a.more || typeof by !== 'string' || parts.some((p) => p instanceof Unknown)) return new Unknown('data');
    return taint(parts.join(by), ...a.items.map(readsOf));
  },
  at(_act, self, args) {
    const a = arrayOf(self);
    const i = numberOf(args[0]);
    if (i === undefined || a.more) return new Unknown('data');
    return a.items.at(i);
  },
  reverse(act, self) {
    changed(act);
    arrayOf(self).items.reverse();
    return self;
  },
  toReversed: (_act, self) => new ArrObj([...arrayOf(self).items].reverse(), arrayOf(self).more),
  fill(act, self, args) {
    const a = arrayOf(self);
    const bounds = sliceBounds(a.items.length, args.slice(1)) ?? [0, 0];
    changed(act);
    a.items.fill(args[0], ...bounds);
    return self;
  },
  indexOf: (_act, self, args) => arrayOf(self).items.findIndex((i) => same(i, args[0])),
  lastIndexOf: (_act, self, args) => arrayOf(self).items.findLastIndex((i) => same(i, args[0])),
  includes(_act, self, args) {
    const a = arrayOf(self);
    if (a.items.some((i) => same(i, args[0]))) return true;
    return a.more || plain(args[0]) instanceof Unknown ? new Unknown('data') : false;
  },
  flat: (_act, self, args) => new ArrObj(flat(arrayOf(self).items, numberOf(args[0]) ?? 1), arrayOf(self).more),
  take: (_act, self, args) => new ArrObj(arrayOf(self).items.slice(0, numberOf(args[0]) ?? 0), false),
  drop: (_act, self, args) => new ArrObj(arrayOf(self).items.slice(numberOf(args[0]) ?? 0), arrayOf(self).more),
  with(_act, self, args) {
    const copy = [...arrayOf(self).items];
    const i = numberOf(args[0]);
    if (i !== undefined) copy[i < 0 ? copy.length + i : i] = args[1];
    return new ArrObj(copy, arrayOf(self).more);
  },
  *forEach(act, self, args, at) {
    yield* each(act, self, args[0], at, () => undefined);
    return undefined;
  },
  *map(act, self, args, at) {
    const out: Value[] = [];
    yield* each(act, self, args[0], at, (r) => void out.push(r));
    const { more } = arrayOf(self);
    if (more) out.pop();
    return new ArrObj(out, more);
  },
  *flatMap(act, self, args, at) {
    const out: Value[] = [];
    yield* each(act, self, args[0], at, (r) => void out.push(r));
    return new ArrObj(flat(out, 1), arrayOf(self).more);
  },
  *filter(act, self, args, at) {
    const out: Value[] = [];
    yield* each(act, self, args[0], at, (r, item) => void (test(act, r, spanOf(at)) && out.push(item)));
    return new ArrObj(out, arrayOf(self).more);
  },
  *find(act, self, args, at) {
    let found: Value;
    yield* each(act, self, args[0], at, (r, item) => {
      if (!test(act, r, spanOf(at))) return true;
      found = item;
      return false;
    });
    return found;
  },
  *findIndex(act, self, args, at) {
    let found = -1;
    yield* each(act, self, args[0], at, (r, _item, i) => {
      if (!test(act, r, spanOf(at))) return true;
      found = i;
      return false;
    });
    return found;
  },
  *findLast(act, self, args, at) {
    let found: Value;
    yield* each(act, self, args[0], at, (r, item) => void (test(act, r, spanOf(at)) && (found = item)));
    return found;
  },
  *some(act, self, args, at) {
    let found = false;
    yield* each(act, self, args[0], at, (r) => !(found = test(act, r, spanOf(at))));
    return found;
  },
  *every(act, self, args, at) {
    let all = true;
    yield* each(act, self, args[0], at, (r) => (all = test(act, r, spanOf(at))));
    return all;
  },
  *reduce(act, self, args, at) {
    const a = arrayOf(self);
    const items = [...seen(a)];
    let result = args.length > 1 ? args[1] : items.shift();
    for (const [i, item] of items.entries())
      result = yield* callValue(act, args[0], undefined, [result, item, i, a], at);
    return result;
  },
  *reduceRight(act, self, args, at) {
    const items = [...seen(arrayOf(self))].reverse();
    let result = args.length > 1 ? args[1] : items.shift();
    for (const item of items) result = yield* callValue(act, args[0], undefined, [result, item], at);
    return result;
  },
  *sort(act, self, args, at) {
    const a = arrayOf(self);
    a.items = yield* sorted(act, a.items, args[0], at);
    changed(act);
    return self;
  },
  *toSorted(act, self, args, at) {
    return new ArrObj(yield* sorted(act, arrayOf(self).items, args[0], at), arrayOf(self).more);
  },
  toSpliced(_act, self, args) {
    const copy = [...arrayOf(self).items];
    copy.splice(numberOf(args[0]) ?? 0, numberOf(args[1]) ?? 0, ...args.slice(2));
    return new ArrObj(copy, arrayOf(self).more);
  },
});

function ofLength(length: Value): ArrObj {
  const n = numberOf(length);
  if (n === undefined) return new ArrObj([], true);
  return new ArrObj(new Array<Value>(Math.min(n, KNOWN)).fill(undefined), n > KNOWN);
}

function* from(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const [given, make] = args;
  const view = plain(given);
  const unread = view instanceof ViewObj && view.length !== undefined && make !== undefined && !looksAtElement(make);
  const source = unread ? objectOf({ length: view.length }) : given;
  const { items, more } = yield* listed(act, source, make !== undefined, at);
  if (make === undefined) return new ArrObj([...items], more);
  const out: Value[] = [];
  for (const [i, item] of items.entries()) out.push(yield* callValue(act, make, undefined, [item, i], at));
  return new ArrObj(out, more);
}

/** The elements of an iterable or of an array-like; two stand for the elements of an unknown one. */
function* listed(act: Act, source: Value, made: boolean, at: Place): Gen<Items> {
  const s = plain(source);
  const array =
    s instanceof Obj && s.kind === 'object' && plain(getProp(act, s, '[Symbol.iterator]', at)) === undefined;
  if (!array) {
    const all = yield* itemsOf(act, source, at);
    if (!made || !all.more || all.items.length > 0) return all;
    const rest = new Unknown('data');
    return { items: [rest.part('0'), rest.part('1')], more: true };
  }
  const length = getProp(act, source, 'length', at);
  const n = length === undefined ? 0 : numberOf(length);
  if (n === undefined) return { items: made ? [undefined, undefined] : [], more: true };
  const known = Math.min(n, made ? MADE : KNOWN);
  return { items: Array.from({ length: known }, (_, i) => getProp(act, source, String(i), at)), more: n > known };
}

defineGlobals({
  Array: () =>
    classOf(
      'Array',
      (_act, _self, args) =>
        args.length === 1 && !(plain(args[0]) instanceof Obj) && typeof plain(args[0]) !== 'string'
          ? ofLength(args[0])
          : new ArrObj([...args]),
      {
        isArray: (_act, _self, args) => {
          const p = plain(args[0]);
          return p instanceof Unknown ? binary('===', p.part('Array.isArray'), true) : p instanceof ArrObj;
        },
        of: (_act, _self, args) => new ArrObj([...args]),
        from: (act, _self, args, at) => from(act, args, at),
        fromAsync: (act, _self, args, at) => from(act, args, at),
      },
    ),
});
