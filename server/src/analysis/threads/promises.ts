/** Promises and coroutines of one agent: settling, awaiting, driving async functions. */
import {
  ErrorObj,
  GenReturn,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';
import type { Agent } from './agent.ts';
import { callValue } from './calls.ts';
import { getProp } from './props.ts';
import type { Place } from '../../findings/finding.ts';

export function settle(agent: Agent, promise: PromiseObj, state: 'fulfilled' | 'rejected', value: Value): void {
  if (promise.state !== 'pending') return;
  promise.state = state;
  promise.value = value;
  agent.effects++;
  if (state === 'rejected' && !promise.handled) agent.rejections.push(promise);
  for (const r of promise.reactions) {
    const job = state === 'fulfilled' ? r.ok : r.fail;
    agent.micro.push(() => job(value));
  }
  promise.reactions.length = 0;
}

/** `resolve(value)`: follows promises and thenables. */
export function resolvePromise(act: Act, promise: PromiseObj, value: Value): void {
  const agent = act.agent;
  if (promise.state !== 'pending') return;
  const v = plain(value);
  if (v instanceof PromiseObj) {
    if (v === promise) {
      settle(agent, promise, 'rejected', new ErrorObj('TypeError', 'Chaining cycle detected for promise #<Promise>'));
      return;
    }
    // A job of its own calls `then` of what it follows.
    v.handled = true;
    agent.micro.push(function* () {
      subscribe(
        agent,
        v,
        function* (x) {
          settle(agent, promise, 'fulfilled', x);
        },
        function* (x) {
          settle(agent, promise, 'rejected', x);
        },
      );
    });
    return;
  }
  if (v instanceof Obj && v.kind !== 'function') {
    const at = act.callAt ?? { file: act.file, start: act.fn.at[0], end: act.fn.at[1] };
    const then = getProp(act, v, 'then', at);
    if (then instanceof Obj && then.kind === 'function') {
      agent.micro.push(() => follow(act, promise, v, then, at));
      return;
    }
  }
  settle(agent, promise, 'fulfilled', value);
}

/** Calls `then` of a thenable. */
function* follow(act: Act, promise: PromiseObj, thenable: Obj, then: Value, at: Place): Gen<void> {
  let done = false;
  const once = (how: 'resolve' | 'reject'): NativeFn =>
    new NativeFn(how, (_act, _self, args) => {
      if (done) return undefined;
      done = true;
      if (how === 'resolve') resolvePromise(act, promise, args[0]);
      else settle(act.agent, promise, 'rejected', args[0]);
      return undefined;
    });
  try {
    yield* callValue(act, then, thenable, [once('resolve'), once('reject')], at);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    if (!done) settle(act.agent, promise, 'rejected', error.value);
  }
}

export function subscribe(
  agent: Agent,
  promise: PromiseObj,
  ok: (v: Value) => Gen<void>,
  fail: (v: Value) => Gen<void>,
): void {
  promise.handled = true;
  if (promise.state === 'pending') promise.reactions.push({ ok, fail });
  else {
    const value = promise.value;
    const job = promise.state === 'fulfilled' ? ok : fail;
    agent.micro.push(() => job(value));
  }
}

/** Runs when `value` is there: for promises, thenables, unknowns (some time later) and plain values (next job). */
export function* awaitValue(
  act: Act,
  value: Value,
  at: Place,
  ok: (v: Value) => Gen<void>,
  fail: (v: Value) => Gen<void>,
): Gen<void> {
  const agent = act.agent;
  const v = plain(value);
  if (v instanceof PromiseObj) {
    subscribe(agent, v, ok, fail);
    return;
  }
  if (v instanceof Unknown) {
    later(agent, 1, function* () {
      yield* ok(v.part('awaited'));
    });
    return;
  }
  if (v instanceof Obj && v.kind !== 'function') {
    const promise = new PromiseObj();
    resolvePromise(act, promise, value);
    subscribe(agent, promise, ok, fail);
    return;
  }
  agent.micro.push(() => ok(value));
}

export function capability(act: Act): { promise: PromiseObj; resolve: NativeFn; reject: NativeFn } {
  const promise = new PromiseObj();
  let done = false;
  return {
    promise,
    resolve: new NativeFn('resolve', (_a, _s, args) => {
      if (!done) resolvePromise(act, promise, args[0]);
      done = true;
      return undefined;
    }),
    reject: new NativeFn('reject', (_a, _s, args) => {
      if (!done) settle(act.agent, promise, 'rejected', args[0]);
      done = true;
      return undefined;
    }),
  };
}

let timerIds = 1;

/** Runs something on the agent's event loop after virtual milliseconds; returns the timer's id. */
export function later(agent: Agent, delay: number, run: () => Gen<void>, every?: number, ref = true): number {
  const id = timerIds++;
  agent.timers.push({ id, due: agent.now + Math.max(0, delay), run, every, ref, fired: 0 });
  return id;
}

/** Drives the body of an async function; the promise settles with it. */
export function* drive(
  act: Act,
  body: Gen<Value>,
  promise: PromiseObj,
  how: 'next' | 'throw',
  input: Value,
  at: Place,
): Gen<void> {
  try {
    let step = how === 'next' ? body.next(input) : body.throw(new Thrown(input, undefined));
    while (step.done !== true) {
      if (step.value.s === 'await') {
        const awaited = step.value.value;
        yield* awaitValue(
          act,
          awaited,
          at,
          (v) => drive(act, body, promise, 'next', v, at),
          (v) => drive(act, body, promise, 'throw', v, at),
        );
        return;
      }
      step = body.next(yield step.value);
    }
    act.done = true;
    resolvePromise(act, promise, step.value);
  } catch (error) {
    act.done = true;
    if (error instanceof GenReturn) resolvePromise(act, promise, error.value);
    else if (error instanceof Thrown) settle(act.agent, promise, 'rejected', error.value);
    else throw error;
  }
}

export function* callback(act: Act, fn: Value, args: readonly Value[], at: Place, result: PromiseObj): Gen<void> {
  try {
    resolvePromise(act, result, yield* callValue(act, fn, undefined, args, at));
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    settle(act.agent, result, 'rejected', error.value);
  }
}

/** `promise.then(ok, fail)`. */
export function then(act: Act, promise: PromiseObj, ok: Value, fail: Value, at: Place): PromiseObj {
  const result = new PromiseObj();
  const callable = (f: Value): boolean => (f instanceof Obj && f.kind === 'function') || f instanceof Unknown;
  subscribe(
    act.agent,
    promise,
    callable(ok)
      ? (v) => callback(act, ok, [v], at, result)
      : function* (v) {
          settle(act.agent, result, 'fulfilled', v);
        },
    callable(fail)
      ? (v) => callback(act, fail, [v], at, result)
      : function* (v) {
          settle(act.agent, result, 'rejected', v);
        },
  );
  return result;
}
