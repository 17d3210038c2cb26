/** `Promise`: constructor, combinators and methods; the jobs themselves are in `promises.ts`. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { capability, later, resolvePromise, settle, subscribe, then } from '../promises.ts';
import { elementsOf } from '../props.ts';
import {
  ArrObj,
  ErrorObj,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from '../values.ts';
import { classOf, defineGlobals } from './globals.ts';
import { defineMethods } from './table.ts';

/** `Promise.resolve(value)`: promises stay, unknowns settle some time later, thenables are followed. */
function promiseOf(act: Act, value: Value): PromiseObj {
  const v = plain(value);
  if (v instanceof PromiseObj) return v;
  const promise = new PromiseObj();
  if (v instanceof Unknown) {
    later(act.agent, 1, function* () {
      settle(act.agent, promise, 'fulfilled', v.part('awaited'));
    });
    return promise;
  }
  resolvePromise(act, promise, value);
  return promise;
}

function* create(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const { promise, resolve, reject } = capability(act);
  try {
    yield* callValue(act, args[0], undefined, [resolve, reject], at);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    settle(act.agent, promise, 'rejected', error.value);
  }
  return promise;
}

type Settled = 'all' | 'allSettled' | 'race' | 'any';

function outcome(status: 'fulfilled' | 'rejected', value: Value): Obj {
  const o = new Obj(undefined);
  o.props.set('status', status);
  o.props.set(status === 'fulfilled' ? 'value' : 'reason', value);
  return o;
}

function* combine(act: Act, kind: Settled, source: Value, at: Place): Gen<Value> {
  const result = new PromiseObj();
  const items = elementsOf(act, source, at);
  const { agent } = act;
  const list = plain(source);
  const known = items ?? (list instanceof ArrObj ? list.items : []);
  const more = items === undefined;
  const values: Value[] = known.map(() => undefined);
  let left = known.length;
  const done = (): void => {
    if (kind === 'any') {
      const error = new ErrorObj('AggregateError', 'All promises were rejected');
      error.props.set('errors', new ArrObj(values));
      settle(agent, result, 'rejected', error);
    } else settle(agent, result, 'fulfilled', new ArrObj(values, more));
  };
  if (left === 0 && kind !== 'race') {
    if (more) {
      later(agent, 1, function* () {
        if (kind === 'any') settle(agent, result, 'fulfilled', new Unknown('data'));
        else done();
      });
    } else done();
  }
  for (const [i, item] of known.entries()) {
    const one = promiseOf(act, item);
    const keep = (value: Value): void => {
      values[i] = value;
      if (--left === 0) done();
    };
    subscribe(
      agent,
      one,
      function* (v) {
        if (kind === 'race' || kind === 'any') settle(agent, result, 'fulfilled', v);
        else keep(kind === 'all' ? v : outcome('fulfilled', v));
      },
      function* (v) {
        if (kind === 'race' || kind === 'all') settle(agent, result, 'rejected', v);
        else keep(kind === 'any' ? v : outcome('rejected', v));
      },
    );
  }
  return result;
}

/** `finally(f)`: runs `f`, waits for what it returns, then goes on as before. */
function* settledBy(act: Act, promise: PromiseObj, f: Value, at: Place): Gen<Value> {
  const result = new PromiseObj();
  const run = (state: 'fulfilled' | 'rejected') =>
    function* (v: Value): Gen<void> {
      try {
        const between = promiseOf(act, yield* callValue(act, f, undefined, [], at));
        subscribe(
          act.agent,
          between,
          function* () {
            settle(act.agent, result, state, v);
          },
          function* (error) {
            settle(act.agent, result, 'rejected', error);
          },
        );
      } catch (error) {
        if (!(error instanceof Thrown)) throw error;
        settle(act.agent, result, 'rejected', error.value);
      }
    };
  subscribe(act.agent, promise, run('fulfilled'), run('rejected'));
  return result;
}

const selfOf = (self: Value): PromiseObj => {
  const p = plain(self);
  return p instanceof PromiseObj ? p : new PromiseObj();
};

defineMethods('promise', {
  then: (act, self, args, at) => then(act, selfOf(self), args[0], args[1], at),
  catch: (act, self, args, at) => then(act, selfOf(self), undefined, args[0], at),
  finally: (act, self, args, at) => settledBy(act, selfOf(self), args[0], at),
});

function* attempt(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const promise = new PromiseObj();
  try {
    resolvePromise(act, promise, yield* callValue(act, args[0], undefined, args.slice(1), at));
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    settle(act.agent, promise, 'rejected', error.value);
  }
  return promise;
}

defineGlobals({
  Promise: () =>
    classOf('Promise', (act, _self, args, at) => create(act, args, at), {
      resolve: (act, _self, args) => promiseOf(act, args[0]),
      reject: (act, _self, args) => {
        const promise = new PromiseObj();
        settle(act.agent, promise, 'rejected', args[0]);
        return promise;
      },
      all: (act, _self, args, at) => combine(act, 'all', args[0], at),
      allSettled: (act, _self, args, at) => combine(act, 'allSettled', args[0], at),
      race: (act, _self, args, at) => combine(act, 'race', args[0], at),
      any: (act, _self, args, at) => combine(act, 'any', args[0], at),
      withResolvers: (act) => {
        const { promise, resolve, reject } = capability(act);
        const o = new Obj(undefined);
        for (const [name, value] of Object.entries({ promise, resolve, reject })) o.props.set(name, value);
        return o;
      },
      try: (act, _self, args, at) => attempt(act, args, at),
    }),
});
