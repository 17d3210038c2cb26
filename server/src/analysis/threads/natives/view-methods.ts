/**
 * Methods of typed arrays. Each touches a range of its buffer at once: that is one plain access, as far as
 * races go, and the elements are then worked on one by one where they are few and known.
 */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { throwError } from '../errors.ts';
import { IterObj, indexed } from '../iterate.ts';
import { ViewObj } from '../memory.ts';
import { test } from '../ops.ts';
import { accessRange, readElement } from '../elements.ts';
import { elementsOf } from '../props.ts';
import { looksAtElement } from './unread.ts';
import { ArrObj, Unknown, isPrim, plain, type Act, type Gen, type Value } from '../values.ts';
import { integerArg, relativeArg } from './kit.ts';
import { blur, offsetOf, onView, put, reverse, sort, toReversed, toSorted, type Method } from './view-order.ts';
import { asElement, contentsOf, freshView, viewOf } from './views.ts';
import { defineMethods } from './table.ts';

/** Callbacks run for so many elements; what lies between the first and the last ones is left out. */
const CALLED = 64;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** `[start, end)` arguments of a view whose length is known. */
function rangeOf(view: ViewObj, start: Value, end: Value): Range | undefined {
  const { length } = view;
  if (length === undefined) return undefined;
  const from = relativeArg(start, length, 0);
  const to = relativeArg(end, length, length);
  return from === undefined || to === undefined ? undefined : { from, to: Math.max(from, to) };
}

const fill: Method = (act, view, args, at) => {
  const range = rangeOf(view, args[1], args[2]);
  if (range === undefined) {
    // Which part is written is not known: of the whole view only if the arguments do not say otherwise.
    if (args[1] === undefined && args[2] === undefined) accessRange(act, view, 0, undefined, 'write', at);
    return view;
  }
  accessRange(act, view, range.from, range.to, 'write', at);
  if (view.blurred) return view;
  const value = asElement(args[0]);
  const whole = range.to - range.from;
  if (value === 0 && whole > 4096) view.buffer.clear(offsetOf(view, range.from), offsetOf(view, range.to));
  else for (let i = range.from; i < Math.min(range.to, range.from + 4096); i++) put(view, i, value);
  return view;
};

const set: Method = (act, view, args, at) => {
  const offset = integerArg(args[1], 0);
  const source = plain(args[0]);
  let length: number | undefined;
  let items: readonly Value[] | undefined;
  if (source instanceof ViewObj) {
    accessRange(act, source, 0, undefined, 'read', at);
    length = source.length;
    items = contentsOf(source);
  } else {
    items = typeof source === 'string' ? [...source].map(Number) : elementsOf(act, source, at);
    length = items?.length;
  }
  if (offset === undefined || view.length === undefined || view.blurred) return undefined;
  if (length === undefined) {
    // At least its first element is written.
    accessRange(act, view, offset, Math.min(view.length, offset + 1), 'write', at);
    blur(view, offset, view.length);
    return undefined;
  }
  if (offset < 0 || offset + length > view.length) return throwError(act, 'RangeError', 'offset is out of bounds', at);
  accessRange(act, view, offset, offset + length, 'write', at);
  for (const [i, item] of (items ?? []).entries()) put(view, offset + i, item);
  if (items === undefined || items.length < length) blur(view, offset + (items?.length ?? 0), offset + length);
  return undefined;
};

const copyWithin: Method = (act, view, args, at) => {
  const range = rangeOf(view, args[1], args[2]);
  if (range === undefined || view.length === undefined) return view;
  const to = relativeArg(args[0], view.length, 0);
  if (to === undefined) return view;
  const count = Math.min(range.to - range.from, view.length - to);
  if (count <= 0) return view;
  accessRange(act, view, range.from, range.from + count, 'read', at);
  accessRange(act, view, to, to + count, 'write', at);
  if (!view.blurred && count <= 65536)
    view.buffer.copyFrom(view.buffer, offsetOf(view, range.from), offsetOf(view, to), count * view.view.size);
  return view;
};

const subarray: Method = (_act, view, args) => {
  const range = rangeOf(view, args[0], args[1]);
  if (range !== undefined)
    return new ViewObj(view.buffer, view.view, offsetOf(view, range.from), range.to - range.from, view.blurred);
  const start = integerArg(args[0], 0);
  if (start === undefined || start < 0) return new ViewObj(view.buffer, view.view, view.byteOffset, undefined, true);
  const end = args[1] === undefined ? undefined : integerArg(args[1], 0);
  const length = end === undefined || end < 0 ? undefined : Math.max(0, end - start);
  return new ViewObj(view.buffer, view.view, offsetOf(view, start), length, view.blurred);
};

const slice: Method = (act, view, args, at) => {
  const range = rangeOf(view, args[0], args[1]);
  if (range === undefined) {
    // Where it begins is read, unless nothing is.
    const from = integerArg(args[0], 0);
    if (from !== undefined && from >= 0) accessRange(act, view, from, from + 1, 'read', at);
    return freshView(act, view.view, undefined, at);
  }
  accessRange(act, view, range.from, range.to, 'read', at);
  const size = range.to - range.from;
  const copy = freshView(act, view.view, size, at);
  if (view.blurred) copy.buffer.blur(0, size * view.view.size, view.view);
  else if (size <= 65536) copy.buffer.copyFrom(view.buffer, offsetOf(view, range.from), 0, size * view.view.size);
  return copy;
};

/** Elements that are looked at one by one: all of a short view, the first and the last of a long one. */
function positions(view: ViewObj): readonly number[] | undefined {
  const { length } = view;
  if (length === undefined || view.blurred) return undefined;
  if (length <= CALLED) return Array.from({ length }, (_, i) => i);
  return [...Array.from({ length: CALLED - 2 }, (_, i) => i), length - 2, length - 1];
}

/** Runs a callback over the elements; each is read when its turn comes. */
function* each(
  act: Act,
  view: ViewObj,
  f: Value,
  self: Value,
  at: Place,
  visit: (result: Value, item: Value, i: number) => boolean | void,
  backwards = false,
): Gen<boolean> {
  const known = positions(view);
  if (known === undefined) {
    accessRange(act, view, 0, undefined, 'read', at);
    visit(
      yield* callValue(act, f, self, [new Unknown('data'), new Unknown('havoc'), view], at),
      new Unknown('data'),
      0,
    );
    return false;
  }
  const looks = looksAtElement(f);
  if (looks && (view.length ?? 0) > CALLED) accessRange(act, view, 0, undefined, 'read', at);
  for (const i of backwards ? [...known].reverse() : known) {
    const item = looks ? readElement(act, view, i, at) : view.buffer.read(offsetOf(view, i), view.view);
    if (visit(yield* callValue(act, f, self, [item, i, view], at), item, i) === false) return true;
  }
  return known.length === view.length;
}

const holds = (act: Act, v: Value, at: Place): boolean => test(act, v, [at.start, at.end]);

function search(give: (item: Value, i: number) => Value, missing: Value, backwards = false): Method {
  return function* (act, view, args, at) {
    let found: Value = missing;
    yield* each(
      act,
      view,
      args[0],
      args[1],
      at,
      (r, item, i) => {
        if (!holds(act, r, at)) return true;
        found = give(item, i);
        return false;
      },
      backwards,
    );
    return found;
  };
}

function quantifier(stop: boolean): Method {
  return function* (act, view, args, at) {
    let result = !stop;
    yield* each(act, view, args[0], args[1], at, (r) => {
      if (holds(act, r, at) !== stop) return true;
      result = stop;
      return false;
    });
    return result;
  };
}

function fold(backwards: boolean): Method {
  return function* (act, view, args, at) {
    let known = positions(view);
    accessRange(act, view, 0, undefined, 'read', at);
    if (known === undefined) {
      yield* callValue(act, args[0], undefined, [args[1], new Unknown('data'), new Unknown('havoc'), view], at);
      return new Unknown('data');
    }
    if (backwards) known = [...known].reverse();
    let sum = args[1];
    if (args.length < 2) {
      const [first] = known;
      if (first === undefined) return throwError(act, 'TypeError', 'Reduce of empty array with no initial value', at);
      sum = readElement(act, view, first, at);
      known = known.slice(1);
    }
    for (const i of known)
      sum = yield* callValue(act, args[0], undefined, [sum, readElement(act, view, i, at), i, view], at);
    return (view.length ?? 0) > CALLED && isPrim(plain(sum)) ? new Unknown('data') : sum;
  };
}

const withElement: Method = (act, view, args, at) => {
  accessRange(act, view, 0, undefined, 'read', at);
  const { length } = view;
  const i = length === undefined ? undefined : integerArg(args[0], 0);
  if (i === undefined || length === undefined) return freshView(act, view.view, length, at);
  const index = i < 0 ? length + i : i;
  if (index < 0 || index >= length) return throwError(act, 'RangeError', 'Invalid typed array index', at);
  const items = contentsOf(view);
  const copy = items === undefined ? freshView(act, view.view, length, at) : viewOf(act, view.view, items, at);
  put(copy, index, args[1]);
  return copy;
};

function* map(act: Act, view: ViewObj, args: readonly Value[], at: Place): Gen<Value> {
  const copy = freshView(act, view.view, view.length, at);
  const whole = yield* each(act, view, args[0], args[1], at, (r, _item, i) => put(copy, i, r));
  if (!whole && copy.length !== undefined) blur(copy, CALLED - 2, copy.length - 2);
  return copy;
}

function* filter(act: Act, view: ViewObj, args: readonly Value[], at: Place): Gen<Value> {
  const kept: Value[] = [];
  const whole = yield* each(act, view, args[0], args[1], at, (r, item) => {
    if (holds(act, r, at)) kept.push(item);
  });
  return whole ? viewOf(act, view.view, kept, at) : freshView(act, view.view, undefined, at);
}

/** Looks for a value: one read of the whole view. */
function find(give: (i: number) => Value, missing: Value, how: 'first' | 'last' | 'nan'): Method {
  return (act, view, args, at) => {
    accessRange(act, view, 0, undefined, 'read', at);
    const items = contentsOf(view);
    const wanted = plain(args[0]);
    if (items === undefined || items.length !== view.length || wanted instanceof Unknown) return new Unknown('data');
    const known = items.map(plain);
    if (known.some((v) => v instanceof Unknown)) return new Unknown('data');
    const given = integerArg(args[1], how === 'last' ? items.length - 1 : 0) ?? 0;
    // Counted from the end; what lies before the first element finds nothing backwards, everything forwards.
    const start = given < 0 ? items.length + given : given;
    const same = (v: unknown): boolean => v === wanted || (how === 'nan' && v !== v && wanted !== wanted);
    const i =
      how === 'last'
        ? known.findLastIndex((v, at) => at <= start && same(v))
        : known.findIndex((v, at) => at >= start && same(v));
    return i < 0 ? missing : give(i);
  };
}

const at: Method = (act, view, args, place) => {
  const i = integerArg(args[0], 0);
  if (i === undefined || (i < 0 && view.length === undefined)) return new Unknown('data');
  return readElement(act, view, i < 0 ? (view.length ?? 0) + i : i, place);
};

const join: Method = (act, view, args, at) => {
  accessRange(act, view, 0, undefined, 'read', at);
  const items = contentsOf(view)?.map(plain);
  const by = args[0] === undefined ? ',' : plain(args[0]);
  if (items === undefined || items.length !== view.length || typeof by !== 'string' || !items.every(isPrim))
    return new Unknown('data');
  return items.map(String).join(by);
};

/** `keys` does not touch the buffer; `values` and `entries` read an element when it is asked for. */
function iterator(give: (act: Act, view: ViewObj, i: number, at: Place) => Value): Method {
  return (act, view, _args, at) =>
    new IterObj(
      indexed(
        () => view.length ?? 0,
        (i) => give(act, view, i, at),
      ),
    );
}

const values = iterator((act, view, i, at) => readElement(act, view, i, at));

const METHODS: Readonly<Record<string, Method>> = {
  at,
  copyWithin,
  entries: iterator((act, view, i, at) => new ArrObj([i, readElement(act, view, i, at)])),
  every: quantifier(false),
  fill,
  filter,
  find: search((item) => item, undefined),
  findIndex: search((_item, i) => i, -1),
  findLast: search((item) => item, undefined, true),
  findLastIndex: search((_item, i) => i, -1, true),
  *forEach(act, view, args, at) {
    yield* each(act, view, args[0], args[1], at, () => true);
    return undefined;
  },
  includes: find(() => true, false, 'nan'),
  indexOf: find((i) => i, -1, 'first'),
  join,
  keys: iterator((_act, _view, i) => i),
  lastIndexOf: find((i) => i, -1, 'last'),
  map,
  reduce: fold(false),
  reduceRight: fold(true),
  reverse,
  set,
  slice,
  some: quantifier(true),
  sort,
  subarray,
  toReversed,
  toSorted,
  toString: join,
  toLocaleString: () => new Unknown('data'),
  values,
  '[Symbol.iterator]': values,
  with: withElement,
};

defineMethods('view', Object.fromEntries(Object.entries(METHODS).map(([name, method]) => [name, onView(method)])));
