/** Iterators and generators as objects: `next`, `return`, `throw` and the iterator helpers. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import {
  indexed,
  IterObj,
  itemsOf,
  ofIterator,
  openIterator,
  request,
  resultObject,
  resume,
  type Iter,
} from '../iterate.ts';
import { test } from '../ops.ts';
import { getProp } from '../props.ts';
import {
  ArrObj,
  GenObj,
  MapObj,
  SetObj,
  Unknown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Value,
} from '../values.ts';
import { classOf, defineGlobals } from './globals.ts';
import { defineMethods } from './table.ts';

/** The iterator behind `self`; an unknown one has ended. */
function* iterOf(act: Act, self: Value, at: Place): Gen<Iter> {
  return (yield* openIterator(act, self, at, false)) ?? ofIterator([][Symbol.iterator]());
}

type Visit = (
  act: Act,
  f: (...args: readonly Value[]) => Gen<Value>,
  it: Iter,
  args: readonly Value[],
  at: Place,
) => Gen<Value>;

/** A helper that runs over everything that is left. */
const consuming =
  (visit: Visit): NativeImpl =>
  (act, self, args, at) =>
    (function* () {
      const it = yield* iterOf(act, self, at);
      return yield* visit(act, (...given) => callValue(act, args[0], undefined, given, at), it, args, at);
    })();

/** A helper that gives a new iterator; `step` says what becomes of an element. */
const lazy =
  (step: (act: Act, it: Iter, args: readonly Value[], at: Place) => Iter['next']): NativeImpl =>
  (act, self, args, at) =>
    (function* (): Gen<Value> {
      const it = yield* iterOf(act, self, at);
      return new IterObj({ next: step(act, it, args, at), close: () => it.close() });
    })();

const spanOf = (at: Place): [number, number] => [at.start, at.end];
const END = { done: true, value: undefined } as const;

const helpers: Readonly<Record<string, NativeImpl>> = {
  toArray: consuming(function* (act, _f, it, _args, at) {
    const all = yield* itemsOf(act, new IterObj(it), at);
    return new ArrObj([...all.items], all.more);
  }),
  forEach: consuming(function* (_act, f, it) {
    let i = 0;
    for (let s = yield* it.next(); !s.done; s = yield* it.next()) yield* f(s.value, i++);
    return undefined;
  }),
  reduce: consuming(function* (_act, f, it, args) {
    let i = 0;
    let total = args.length > 1 ? args[1] : (i++, yield* it.next()).value;
    for (let s = yield* it.next(); !s.done; s = yield* it.next()) total = yield* f(total, s.value, i++);
    return total;
  }),
  some: consuming((act, f, it, _args, at) => search(act, f, it, at, true, (found) => found !== undefined)),
  every: consuming((act, f, it, _args, at) => search(act, f, it, at, false, (found) => found === undefined)),
  find: consuming((act, f, it, _args, at) => search(act, f, it, at, true, (found) => found?.value)),
  map: lazy((act, it, args, at) => {
    let i = 0;
    return function* () {
      const s = yield* it.next();
      return s.done ? END : { done: false, value: yield* callValue(act, args[0], undefined, [s.value, i++], at) };
    };
  }),
  filter: lazy((act, it, args, at) => {
    let i = 0;
    return function* () {
      for (let s = yield* it.next(); !s.done; s = yield* it.next()) {
        const keep = yield* callValue(act, args[0], undefined, [s.value, i++], at);
        if (test(act, keep, spanOf(at))) return s;
      }
      return END;
    };
  }),
  take: lazy((_act, it, args) => {
    let left = numberOf(args[0]) ?? 1;
    return function* () {
      if (left-- > 0) return yield* it.next();
      yield* it.close();
      return END;
    };
  }),
  drop: lazy((_act, it, args) => {
    let left = numberOf(args[0]) ?? 0;
    return function* () {
      for (; left > 0; left--) if ((yield* it.next()).done) return END;
      return yield* it.next();
    };
  }),
  flatMap: lazy((act, it, args, at) => {
    let inner: Iter | undefined;
    return function* () {
      for (;;) {
        if (inner !== undefined) {
          const s = yield* inner.next();
          if (!s.done) return s;
          inner = undefined;
        }
        const outer = yield* it.next();
        if (outer.done) return END;
        inner = yield* iterOf(act, yield* callValue(act, args[0], undefined, [outer.value], at), at);
      }
    };
  }),
};

function* search(
  act: Act,
  f: (...args: readonly Value[]) => Gen<Value>,
  it: Iter,
  at: Place,
  wanted: boolean,
  answer: (found: { readonly value: Value } | undefined) => Value,
): Gen<Value> {
  let i = 0;
  for (let s = yield* it.next(); !s.done; s = yield* it.next()) {
    if (test(act, yield* f(s.value, i++), spanOf(at)) !== wanted) continue;
    yield* it.close();
    return answer({ value: s.value });
  }
  return answer(undefined);
}

const itself: NativeImpl = (_act, self) => self;

defineMethods('iterator', {
  ...helpers,
  *next(act, self, args, at) {
    const o = plain(self);
    act.agent.effects++;
    if (!(o instanceof IterObj)) return new Unknown('data');
    void at;
    return resultObject(yield* o.source.next(args[0]));
  },
  *return(_act, self, args) {
    const o = plain(self);
    if (o instanceof IterObj) yield* o.source.close();
    return resultObject({ done: true, value: args[0] });
  },
  '[Symbol.iterator]': itself,
});

const generator = (how: 'next' | 'throw' | 'return'): NativeImpl =>
  function* (act, self, args, at) {
    const g = plain(self);
    return g instanceof GenObj ? resultObject(yield* resume(act, g, how, args[0], at)) : new Unknown('data');
  };
defineMethods('generator', {
  ...helpers,
  next: generator('next'),
  throw: generator('throw'),
  return: generator('return'),
  '[Symbol.iterator]': itself,
});

const asyncGenerator = (how: 'next' | 'throw' | 'return'): NativeImpl =>
  function* (act, self, args, at) {
    const g = plain(self);
    return g instanceof GenObj ? yield* request(act, g, how, args[0], at) : new Unknown('data');
  };
defineMethods('asyncGenerator', {
  next: asyncGenerator('next'),
  throw: asyncGenerator('throw'),
  return: asyncGenerator('return'),
  '[Symbol.asyncIterator]': itself,
  *'[Symbol.asyncDispose]'(act, self, _args, at) {
    const g = plain(self);
    return g instanceof GenObj ? yield* request(act, g, 'return', undefined, at) : undefined;
  },
});

// ------------------------------------------------------------------------ iterators of the collections

/** Elements of an array as they are when asked for; those beyond the known ones are unknown. */
function over(act: Act, self: Value, at: Place, make: (i: number, read: () => Value) => Value): Value {
  const o = plain(self);
  if (!(o instanceof ArrObj)) return new Unknown('data');
  const length = (): number => o.items.length + (o.more ? 1 : 0);
  return new IterObj(indexed(length, (i) => make(i, () => getProp(act, o, String(i), at))));
}

const arrayValues: NativeImpl = (act, self, _args, at) => over(act, self, at, (_i, read) => read());
defineMethods('array', {
  keys: (act, self, _args, at) => over(act, self, at, (i) => i),
  values: arrayValues,
  entries: (act, self, _args, at) => over(act, self, at, (i, read) => new ArrObj([i, read()])),
  '[Symbol.iterator]': arrayValues,
});

function* mapped<T>(source: Iterable<T>, make: (x: T) => Value): Generator<Value> {
  for (const x of source) yield make(x);
}

const ofMap =
  (make: (entry: readonly [Value, Value]) => Value): NativeImpl =>
  (_act, self) => {
    const o = plain(self);
    return o instanceof MapObj ? new IterObj(ofIterator(mapped(o.entries.values(), make))) : new Unknown('data');
  };
const mapEntries = ofMap(([k, v]) => new ArrObj([k, v]));
defineMethods('map', {
  keys: ofMap(([k]) => k),
  values: ofMap(([, v]) => v),
  entries: mapEntries,
  '[Symbol.iterator]': mapEntries,
});

const ofSet =
  (make: (v: Value) => Value): NativeImpl =>
  (_act, self) => {
    const o = plain(self);
    return o instanceof SetObj ? new IterObj(ofIterator(mapped(o.entries.values(), make))) : new Unknown('data');
  };
const setValues = ofSet((v) => v);
defineMethods('set', {
  keys: setValues,
  values: setValues,
  entries: ofSet((v) => new ArrObj([v, v])),
  '[Symbol.iterator]': setValues,
});

defineMethods('string', {
  '[Symbol.iterator]': (_act, self) => {
    const s = plain(self);
    return typeof s === 'string' ? new IterObj(ofIterator([...s].values())) : new Unknown('data');
  },
});

defineGlobals({
  Iterator: () =>
    classOf('Iterator', () => new Unknown('data'), {
      *from(act, _self, args, at) {
        return new IterObj(yield* iterOf(act, args[0], at));
      },
    }),
});
