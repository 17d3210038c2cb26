/** The iteration protocols: what `for of`, spread and `yield*` run over, and how generators are resumed. */
import type { Place } from '../../findings/finding.ts';
import { callValue } from './calls.ts';
import { settle, type Code } from './code.ts';
import { throwError } from './errors.ts';
import { ViewObj } from './memory.ts';
import { nullish, test } from './ops.ts';
import { awaitValue, resolvePromise, settle as settlePromise } from './promises.ts';
import { readElement, useOf } from './elements.ts';
import { getProp } from './props.ts';
import {
  ArrObj,
  GenObj,
  GenReturn,
  MapObj,
  Obj,
  PromiseObj,
  SetObj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';

export interface IterStep {
  readonly done: boolean;
  readonly value: Value;
}

export interface Iter {
  next(input?: Value): Gen<IterStep>;
  /** Tells an iterator that no more is wanted. */
  close(): Gen<void>;
  /** Its elements were awaited already. */
  readonly async?: boolean;
  /** Throws into a generator; others are closed. */
  fail?: ((error: Value) => Gen<IterStep>) | undefined;
  /** Passes over all but the last so many elements; false when it is not known how many there are. */
  skipTo?: ((last: number) => boolean) | undefined;
}

/** An iterator that the language made: `map.entries()`, `array[Symbol.iterator]()`. */
export class IterObj extends Obj {
  constructor(readonly source: Iter) {
    super(undefined, 'iterator');
  }
}

const END: IterStep = { done: true, value: undefined };
/** An iterable nobody knows the length of is taken to have so many elements. */
const SOME = 2;
/** A spread takes no more elements out of a generator than this. */
const MANY = 1000;

function* nothing(): Gen<void> {
  // No resources to give back.
}

/** Runs over positions that may still be added to. */
export function indexed(length: () => number, read: (i: number) => Value): Iter {
  let i = 0;
  return {
    *next() {
      return i < length() ? { done: false, value: read(i++) } : END;
    },
    close: nothing,
    skipTo(last) {
      i = Math.max(i, length() - last);
      return true;
    },
  };
}

export function ofIterator(source: Iterator<Value>): Iter {
  return {
    *next() {
      const step = source.next();
      return step.done === true ? END : { done: false, value: step.value };
    },
    close: nothing,
  };
}

function* pairs(map: MapObj): Generator<Value> {
  for (const [k, v] of map.entries.values()) yield new ArrObj([k, v]);
}

function partlyKnown(o: ArrObj, read: (i: number) => Value): Iter {
  const length = (): number => o.items.length + (o.more ? Math.max(1, SOME - o.items.length) : 0);
  return indexed(length, read);
}

/** The iterator of a value; undefined when nothing is known about what it gives. */
export function* openIterator(act: Act, source: Value, at: Place, async: boolean): Gen<Iter | undefined> {
  const o = plain(source);
  if (o instanceof Unknown) return undefined;
  if (typeof o === 'string') return ofIterator([...o].values());
  if (!(o instanceof Obj)) {
    return throwError(act, 'TypeError', `${nullish(o) ? String(o) : typeof o} is not iterable`, at);
  }
  if (async) {
    if (o instanceof GenObj && o.kind === 'asyncGenerator') return asyncIter(act, o, at);
    const make = getProp(act, source, '[Symbol.asyncIterator]', at);
    if (!nullish(make)) return yield* protocol(act, yield* callValue(act, make, source, [], at), at, true);
  }
  if (o instanceof GenObj) return generatorIter(act, o, at);
  if (o instanceof IterObj) return o.source;
  const own = o.known.has('[Symbol.iterator]');
  if (!own) {
    if (o instanceof ArrObj) return partlyKnown(o, (i) => getProp(act, o, String(i), at));
    if (o instanceof MapObj) return ofIterator(pairs(o));
    if (o instanceof SetObj) return ofIterator(o.entries.values());
    if (o instanceof ViewObj) {
      if (!useOf(act, o.buffer, at, 'read')) return throwError(act, 'TypeError', 'the buffer is detached', at);
      const { length } = o;
      return length === undefined
        ? undefined
        : indexed(
            () => o.length ?? 0,
            (i) => readElement(act, o, i, at),
          );
    }
  }
  const make = getProp(act, source, '[Symbol.iterator]', at);
  if (nullish(make)) {
    if (o.open || o.kind !== 'object') return undefined;
    return throwError(act, 'TypeError', 'object is not iterable', at);
  }
  return yield* protocol(act, yield* callValue(act, make, source, [], at), at, false);
}

/** An object with `next` (and perhaps `return`) of the program's own. */
function* protocol(act: Act, iterator: Value, at: Place, async: boolean): Gen<Iter | undefined> {
  const o = plain(iterator);
  if (o instanceof GenObj) return o.kind === 'asyncGenerator' ? asyncIter(act, o, at) : generatorIter(act, o, at);
  if (o instanceof IterObj) return o.source;
  if (!(o instanceof Obj)) return undefined;
  const next = getProp(act, o, 'next', at);
  const ask = function* (method: Value, args: readonly Value[]): Gen<IterStep> {
    let result = yield* callValue(act, method, o, args, at);
    if (async) result = yield { s: 'await', value: result };
    if (plain(result) instanceof Unknown) return { done: true, value: undefined };
    const done = test(act, getProp(act, result, 'done', at), [at.start, at.end]);
    return { done, value: getProp(act, result, 'value', at) };
  };
  return {
    async,
    next: (input) => ask(next, input === undefined ? [] : [input]),
    *close() {
      const end = getProp(act, o, 'return', at);
      if (!nullish(end)) yield* ask(end, []);
    },
  };
}

export interface Items {
  readonly items: readonly Value[];
  readonly more: boolean;
}

/** All elements at once, for spread and the like. */
export function* itemsOf(act: Act, source: Value, at: Place): Gen<Items> {
  const o = plain(source);
  if (o instanceof ArrObj) return { items: [...o.items], more: o.more };
  const iterator = yield* openIterator(act, source, at, false);
  if (iterator === undefined) return { items: [], more: true };
  const items: Value[] = [];
  while (items.length < MANY) {
    const step = yield* iterator.next();
    if (step.done) return { items, more: false };
    items.push(step.value);
  }
  yield* iterator.close();
  return { items, more: true };
}

// ------------------------------------------------------------------------------------------------ generators

function generatorIter(act: Act, g: GenObj, at: Place): Iter {
  return {
    next: (input) => resume(act, g, 'next', input, at),
    *close() {
      yield* resume(act, g, 'return', undefined, at);
    },
    fail: (error) => resume(act, g, 'throw', error, at),
  };
}

function input(
  g: GenObj,
  how: 'next' | 'throw' | 'return',
  value: Value,
): IteratorResult<import('./values.ts').Signal, Value> {
  if (how === 'next') return g.body.next(value);
  return g.body.throw(how === 'throw' ? new Thrown(value, undefined) : new GenReturn(value));
}

/** `next`, `throw` or `return` of a synchronous generator. */
export function* resume(act: Act, g: GenObj, how: 'next' | 'throw' | 'return', value: Value, at: Place): Gen<IterStep> {
  if (g.finished) {
    if (how === 'throw') throw new Thrown(value, at);
    return { done: true, value: how === 'return' ? value : undefined };
  }
  if (g.running) return throwError(act, 'TypeError', 'Generator is already running', at);
  g.running = true;
  act.agent.effects++;
  act.agent.world.tick();
  try {
    let step = input(g, how, value);
    while (step.done !== true) {
      if (step.value.s === 'yield') return { done: false, value: step.value.value };
      step = g.body.next(yield step.value);
    }
    g.finished = true;
    return { done: true, value: step.value };
  } catch (error) {
    g.finished = true;
    if (error instanceof GenReturn) return { done: true, value: error.value };
    throw error;
  } finally {
    g.running = false;
  }
}

function* asyncStep(promise: Value, act: Act, at: Place): Gen<IterStep> {
  const result = yield { s: 'await', value: promise };
  const done = plain(getProp(act, result, 'done', at)) === true;
  return { done, value: getProp(act, result, 'value', at) };
}

function asyncIter(act: Act, g: GenObj, at: Place): Iter {
  const ask = function* (how: 'next' | 'throw' | 'return', value: Value): Gen<IterStep> {
    return yield* asyncStep(yield* request(act, g, how, value, at), act, at);
  };
  return {
    async: true,
    next: (value) => ask('next', value),
    *close() {
      yield* ask('return', undefined);
    },
    fail: (error) => ask('throw', error),
  };
}

export function resultObject(step: IterStep): Obj {
  const o = new Obj(undefined);
  o.props.set('value', step.value);
  o.props.set('done', step.done);
  return o;
}

/** `next`, `throw` or `return` of an async generator: requests queue up. */
export function* request(
  act: Act,
  g: GenObj,
  how: 'next' | 'throw' | 'return',
  value: Value,
  at: Place,
): Gen<PromiseObj> {
  const promise = new PromiseObj();
  const run = (): Gen<void> => serve(g, how, value, promise, at);
  if (g.running) g.queue.push(run);
  else yield* run();
  void act;
  return promise;
}

function* serve(g: GenObj, how: 'next' | 'throw' | 'return', value: Value, promise: PromiseObj, at: Place): Gen<void> {
  const { act } = g;
  if (g.finished) {
    if (how === 'throw') settlePromise(act.agent, promise, 'rejected', value);
    else resolvePromise(act, promise, resultObject({ done: true, value: how === 'return' ? value : undefined }));
    return yield* serveNext(g);
  }
  g.running = true;
  act.agent.effects++;
  yield* advance(g, () => input(g, how, value), promise, at);
}

function* serveNext(g: GenObj): Gen<void> {
  g.running = false;
  const next = g.queue.shift();
  if (next !== undefined) yield* next();
}

function* advance(
  g: GenObj,
  start: () => IteratorResult<import('./values.ts').Signal, Value>,
  promise: PromiseObj,
  at: Place,
): Gen<void> {
  const { act, body } = g;
  try {
    let step = start();
    while (step.done !== true) {
      const signal = step.value;
      if (signal.s === 'await') {
        yield* awaitValue(
          act,
          signal.value,
          at,
          (v) => advance(g, () => body.next(v), promise, at),
          (e) => advance(g, () => body.throw(new Thrown(e, undefined)), promise, at),
        );
        return;
      }
      if (signal.s === 'yield') {
        settlePromise(act.agent, promise, 'fulfilled', resultObject({ done: false, value: signal.value }));
        return yield* serveNext(g);
      }
      step = body.next(yield signal);
    }
    g.finished = true;
    settlePromise(act.agent, promise, 'fulfilled', resultObject({ done: true, value: step.value }));
  } catch (error) {
    g.finished = true;
    if (error instanceof GenReturn)
      settlePromise(act.agent, promise, 'fulfilled', resultObject({ done: true, value: error.value }));
    else if (error instanceof Thrown) settlePromise(act.agent, promise, 'rejected', error.value);
    else throw error;
  }
  yield* serveNext(g);
}

/** `yield* source`. */
export function* yieldFrom(act: Act, source: Code, at: Place): Gen<Value> {
  const iterator = yield* openIterator(act, yield* settle(source(act)), at, act.fn.async);
  if (iterator === undefined) {
    yield { s: 'yield', value: new Unknown('data') };
    return new Unknown('data');
  }
  const { env } = act;
  let step = yield* iterator.next();
  while (!step.done) {
    let answer: Value;
    let failed: Value;
    let thrown = false;
    try {
      answer = yield { s: 'yield', value: step.value };
    } catch (error) {
      if (error instanceof GenReturn) {
        yield* iterator.close();
        throw error;
      }
      if (!(error instanceof Thrown) || iterator.fail === undefined) throw error;
      thrown = true;
      failed = error.value;
    }
    act.env = env;
    step = thrown && iterator.fail !== undefined ? yield* iterator.fail(failed) : yield* iterator.next(answer);
  }
  return step.value;
}
