/** Typed arrays in another order: `sort`, `reverse` and their copying forms; how methods get at elements. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { throwError } from '../errors.ts';
import { ViewObj } from '../memory.ts';
import { accessRange } from '../elements.ts';
import { Unknown, numberOf, plain, type Act, type Gen, type NativeImpl, type Value } from '../values.ts';
import { asElement, contentsOf, freshView } from './views.ts';

export const offsetOf = (v: ViewObj, i: number): number => v.byteOffset + i * v.view.size;

/** Stores without an access of its own (the range was reported already). */
export function put(view: ViewObj, i: number, value: Value): void {
  view.buffer.write(offsetOf(view, i), view.view, asElement(value));
}

export function blur(view: ViewObj, from: number, to: number): void {
  view.buffer.blur(offsetOf(view, from), offsetOf(view, to), view.view);
}

export type Method = (act: Act, view: ViewObj, args: readonly Value[], at: Place) => Value | Gen<Value>;

export function onView(method: Method): NativeImpl {
  return (act, self, args, at) => {
    const view = plain(self);
    if (view instanceof ViewObj) return method(act, view, args, at);
    return view instanceof Unknown
      ? new Unknown('data')
      : throwError(act, 'TypeError', 'this is not a typed array', at);
  };
}

/** `a` sorts before `b`: numerically, or as `compare` says. */
function* sortedItems(act: Act, items: readonly Value[], compare: Value, at: Place): Gen<Value[]> {
  const out: Value[] = [];
  for (const item of items) {
    let i = out.length;
    while (i > 0) {
      const order =
        compare === undefined
          ? byNumber(plain(out[i - 1]), plain(item))
          : (numberOf(yield* callValue(act, compare, undefined, [out[i - 1], item], at)) ?? 0);
      if (!(order > 0)) break;
      i--;
    }
    out.splice(i, 0, item);
  }
  return out;
}

function byNumber(a: Value, b: Value): number {
  const x = typeof a === 'bigint' || typeof a === 'number' ? a : NaN;
  const y = typeof b === 'bigint' || typeof b === 'number' ? b : NaN;
  if (x !== x) return y !== y ? 0 : 1;
  if (y !== y) return -1;
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === 0 && y === 0) return Object.is(x, y) ? 0 : Object.is(x, -0) ? -1 : 1;
  return 0;
}

/** Contents in another order, into `into`. */
function* reorder(act: Act, view: ViewObj, into: ViewObj, order: (items: Value[]) => Gen<Value[]>): Gen<Value> {
  const items = contentsOf(view);
  if (items === undefined || items.length !== view.length || items.length > 256) {
    blur(into, 0, into.length ?? 0);
    return into;
  }
  const done = yield* order(items);
  for (const [i, item] of done.entries()) put(into, i, item);
  return into;
}

export const sort: Method = function* (act, view, args, at) {
  accessRange(act, view, 0, undefined, 'update', at);
  return yield* reorder(act, view, view, (items) => sortedItems(act, items, args[0], at));
};

export const toSorted: Method = function* (act, view, args, at) {
  accessRange(act, view, 0, undefined, 'read', at);
  const copy = freshView(act, view.view, view.length, at);
  return yield* reorder(act, view, copy, (items) => sortedItems(act, items, args[0], at));
};

const flipped = function* (items: Value[]): Gen<Value[]> {
  return [...items].reverse();
};

export const reverse: Method = function* (act, view, _args, at) {
  accessRange(act, view, 0, undefined, 'update', at);
  return yield* reorder(act, view, view, flipped);
};

export const toReversed: Method = function* (act, view, _args, at) {
  accessRange(act, view, 0, undefined, 'read', at);
  return yield* reorder(act, view, freshView(act, view.view, view.length, at), flipped);
};
