/** Destructuring and assignment targets, compiled. */
import type { Pattern, PatternElem } from '../../facts/core.ts';
import { andThen, begin, defer, PENDING, settle, taken, type Bind, type Code } from './code.ts';
import { codeOf, placer } from './eval.ts';
import { throwError } from './errors.ts';
import { readElement } from './elements.ts';
import { itemsOf, openIterator } from './iterate.ts';
import { ViewObj } from './memory.ts';
import { assignGlobal } from './natives/globals.ts';
import { nullish } from './ops.ts';
import { copyProps, elementsOf, getIndex, getProp, keyOf, setIndex, setProp } from './props.ts';
import { assignVar, declareVar } from './scope.ts';
import { ArrObj, Obj, Unknown, plain, type Act, type Gen, type Value } from './values.ts';

type How = 'declare' | 'assign';

const compiled = { declare: new WeakMap<Pattern, Bind>(), assign: new WeakMap<Pattern, Bind>() };

export function bindOf(target: Pattern, how: How): Bind {
  const known = compiled[how].get(target);
  if (known !== undefined) return known;
  const bind = compile(target, how);
  compiled[how].set(target, bind);
  return bind;
}

function compile(target: Pattern, how: How): Bind {
  switch (target.k) {
    case 'bind': {
      const { b } = target;
      return how === 'declare'
        ? (act, v) => (declareVar(act, b, v), undefined)
        : (act, v) => (assignVar(act, b, v), undefined);
    }
    case 'expr':
      return compileTarget(target);
    case 'objectPattern':
      return compileObject(target, how);
    case 'arrayPattern':
      return compileArray(target, how);
  }
}

function compileTarget(target: Extract<Pattern, { k: 'expr' }>): Bind {
  const e = target.e.k === 'cast' ? target.e.e : target.e;
  const at = placer(e.at);
  if (e.k === 'member') {
    const obj = codeOf(e.obj);
    return (act, v) => andThen(obj(act), act, (a, o) => (setProp(a, o, e.prop, v, at(a)), undefined));
  }
  if (e.k === 'index') {
    const obj = codeOf(e.obj);
    const key = codeOf(e.key);
    return (act, v) =>
      andThen(obj(act), act, (a, o) => andThen(key(a), a, (b, k) => (setIndex(b, o, k, v, at(b)), undefined)));
  }
  if (e.k === 'global') return (act, v) => (assignGlobal(act, e.name, v), undefined);
  return () => undefined;
}

/** A part with its default value, bound. */
function compileElem(elem: PatternElem, how: How): Bind {
  const bind = bindOf(elem.target, how);
  if (elem.init === undefined) return bind;
  const init = codeOf(elem.init);
  return (act, v) => (v === undefined ? andThen(init(act), act, bind) : bind(act, v));
}

function compileObject(target: Extract<Pattern, { k: 'objectPattern' }>, how: How): Bind {
  const at = placer(target.at);
  const props = target.props.map((p) => ({
    key: typeof p.key === 'string' ? p.key : codeOf(p.key),
    bind: compileElem(p, how),
  }));
  const rest = target.rest === undefined ? undefined : bindOf(target.rest, how);
  if (rest === undefined && props.every((p) => typeof p.key === 'string')) {
    return (act, v) => {
      if (nullish(v)) return throwError(act, 'TypeError', `Cannot destructure '${String(plain(v))}'`, at(act));
      for (let i = 0; i < props.length; i++) {
        const p = props[i] as (typeof props)[number];
        const bound = p.bind(act, getProp(act, v, p.key as string, at(act)));
        if (bound === PENDING) return defer(all(act, v, i + 1, taken()));
      }
      return undefined;
    };
  }
  return (act, v) => begin(all(act, v, 0, undefined));

  function* all(act: Act, v: Value, from: number, first: Gen<Value> | undefined): Gen<Value> {
    if (first !== undefined) yield* first;
    if (nullish(v)) return throwError(act, 'TypeError', `Cannot destructure '${String(plain(v))}'`, at(act));
    const used = new Set<string>();
    for (let i = 0; i < props.length; i++) {
      const p = props[i] as (typeof props)[number];
      const key: Value = typeof p.key === 'string' ? p.key : yield* settle((p.key as Code)(act));
      const name = keyOf(key);
      if (typeof name === 'string') used.add(name);
      if (i < from) continue;
      yield* settle(p.bind(act, getIndex(act, v, key, at(act))));
    }
    if (rest === undefined) return undefined;
    const copy = new Obj(undefined);
    copyProps(act, copy, v, at(act), used);
    return yield* settle(rest(act, plain(v) instanceof Unknown ? new Unknown('data') : copy));
  }
}

function compileArray(target: Extract<Pattern, { k: 'arrayPattern' }>, how: How): Bind {
  const at = placer(target.at);
  const elems = target.elems.map((e) => (e === undefined ? undefined : compileElem(e, how)));
  const rest = target.rest === undefined ? undefined : bindOf(target.rest, how);
  return (act, v) => begin(bindAll(act, v));

  function* bindAll(act: Act, v: Value): Gen<Value> {
    const source = plain(v);
    if (nullish(source)) return throwError(act, 'TypeError', `${String(source)} is not iterable`, at(act));
    if (source instanceof ViewObj && rest === undefined && !source.known.has('[Symbol.iterator]'))
      return yield* give(
        act,
        (i) => readElement(act, source, i, at(act)),
        () => undefined,
      );
    const known = elementsOf(act, v, at(act));
    if (known !== undefined)
      return yield* give(
        act,
        (i) => known[i],
        () => new ArrObj(known.slice(elems.length)),
      );
    if (source instanceof Unknown || source instanceof ArrObj) {
      const find = (i: number): Value => getIndex(act, v, i, at(act));
      return yield* give(act, find, () => new ArrObj([], true));
    }
    // Other iterables are asked for as many elements as there are targets, then closed.
    if (rest !== undefined) {
      const all = yield* itemsOf(act, v, at(act));
      return yield* give(
        act,
        (i) => all.items[i] ?? (all.more ? new Unknown('data') : undefined),
        () => new ArrObj(all.items.slice(elems.length), all.more),
      );
    }
    const iterator = yield* openIterator(act, v, at(act), false);
    if (iterator === undefined)
      return yield* give(
        act,
        () => new Unknown('data'),
        () => new ArrObj([], true),
      );
    const taken: Value[] = [];
    let ended = false;
    while (taken.length < elems.length && !ended) {
      const step = yield* iterator.next();
      if (step.done) ended = true;
      else taken.push(step.value);
    }
    if (!ended) yield* iterator.close();
    return yield* give(
      act,
      (i) => taken[i],
      () => new ArrObj([]),
    );
  }

  function* give(act: Act, find: (i: number) => Value, others: () => Value): Gen<Value> {
    for (let i = 0; i < elems.length; i++) {
      const bind = elems[i];
      if (bind !== undefined) yield* settle(bind(act, find(i)));
    }
    return rest === undefined ? undefined : yield* settle(rest(act, others()));
  }
}
