/** The package `async-mutex`: Mutex and Semaphore of one agent, queues in order of priority and arrival. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { settle } from '../promises.ts';
import {
  ArrObj,
  ErrorObj,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Value,
} from '../values.ts';
import { defineModule } from './externals.ts';
import { classOf } from './globals.ts';
import { defineMethods } from './table.ts';

interface Waiting {
  readonly weight: number;
  readonly give: () => void;
  readonly fail: (error: Value) => void;
}

class SemaphoreObj extends Obj {
  readonly queue: Waiting[] = [];
  readonly unlockWaiters: (() => void)[] = [];
  constructor(
    public value: number,
    kind: 'mutex' | 'semaphore',
    readonly cancelError: Value,
  ) {
    super(undefined, kind);
  }
}

function dispatch(s: SemaphoreObj): void {
  for (let next = s.queue[0]; next !== undefined && s.value >= next.weight; next = s.queue[0]) {
    s.queue.shift();
    s.value -= next.weight;
    next.give();
  }
  if (s.value > 0 && s.queue.length === 0) for (const w of s.unlockWaiters.splice(0)) w();
}

function releaser(s: SemaphoreObj, weight: number): NativeFn {
  let done = false;
  return new NativeFn('release', (act) => {
    if (done) return undefined;
    done = true;
    act.agent.effects++;
    s.value += weight;
    dispatch(s);
    return undefined;
  });
}

function acquire(act: Act, s: SemaphoreObj, weight: number): PromiseObj {
  const promise = new PromiseObj();
  const { agent } = act;
  agent.effects++;
  s.queue.push({
    weight,
    give: () => {
      const release = releaser(s, weight);
      settle(agent, promise, 'fulfilled', s.kind === 'mutex' ? release : new ArrObj([s.value + weight, release]));
    },
    fail: (error) => settle(agent, promise, 'rejected', error),
  });
  dispatch(s);
  return promise;
}

type OnLock = (act: Act, s: SemaphoreObj, args: readonly Value[], at: Place) => Value | Gen<Value>;

const on =
  (method: OnLock): NativeImpl =>
  (act, self, args, at) => {
    const s = plain(self);
    return s instanceof SemaphoreObj ? method(act, s, args, at) : undefined;
  };

/** The function runs in an activation of its own; the lock is given back whichever way it ends. */
function runExclusive(act: Act, s: SemaphoreObj, f: Value, weight: number, at: Place): PromiseObj {
  const result = new PromiseObj();
  const { agent } = act;
  const got = acquire(act, s, weight);
  got.handled = true;
  const run = function* (given: Value): Gen<void> {
    const release = given instanceof ArrObj ? given.items[1] : given;
    const free = function* (): Gen<void> {
      yield* callValue(act, release, undefined, [], at);
    };
    try {
      const value = yield* callValue(act, f, undefined, given instanceof ArrObj ? [given.items[0]] : [], at);
      const v = plain(value);
      if (!(v instanceof PromiseObj)) {
        yield* free();
        settle(agent, result, 'fulfilled', value);
        return;
      }
      const end = (how: 'fulfilled' | 'rejected') =>
        function* (x: Value): Gen<void> {
          yield* free();
          settle(agent, result, how, x);
        };
      v.handled = true;
      if (v.state === 'pending') v.reactions.push({ ok: end('fulfilled'), fail: end('rejected') });
      else {
        const job = end(v.state);
        const x = v.value;
        agent.micro.push(() => job(x));
      }
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      yield* free();
      settle(agent, result, 'rejected', error.value);
    }
  };
  const fail = function* (x: Value): Gen<void> {
    settle(agent, result, 'rejected', x);
  };
  if (got.state === 'pending') got.reactions.push({ ok: run, fail });
  else {
    const v = got.value;
    agent.micro.push(() => run(v));
  }
  return result;
}

const weightOf = (v: Value): number => numberOf(v) ?? 1;

const METHODS: Readonly<Record<string, NativeImpl>> = {
  acquire: on((act, s, args) => acquire(act, s, s.kind === 'mutex' ? 1 : weightOf(args[0]))),
  runExclusive: on((act, s, args, at) => runExclusive(act, s, args[0], s.kind === 'mutex' ? 1 : weightOf(args[1]), at)),
  waitForUnlock: on((act, s) => {
    const promise = new PromiseObj();
    const done = (): void => settle(act.agent, promise, 'fulfilled', undefined);
    if (s.value > 0) done();
    else s.unlockWaiters.push(done);
    return promise;
  }),
  isLocked: on((_act, s) => s.value <= 0),
  getValue: on((_act, s) => s.value),
  setValue: on((act, s, args) => {
    s.value = numberOf(args[0]) ?? s.value;
    act.agent.effects++;
    dispatch(s);
    return undefined;
  }),
  release: on((act, s, args) => {
    if (s.kind === 'mutex' && s.value > 0) return undefined;
    act.agent.effects++;
    s.value += s.kind === 'mutex' ? 1 : weightOf(args[0]);
    dispatch(s);
    return undefined;
  }),
  cancel: on((act, s) => {
    act.agent.effects++;
    for (const w of s.queue.splice(0)) w.fail(s.cancelError);
    return undefined;
  }),
};

defineMethods('mutex', METHODS);
defineMethods('semaphore', METHODS);

/** `withTimeout(mutex, ms)`, `tryAcquire(mutex)`: a lock that may not be had in time. */
const decorated: NativeImpl = (_act, _self, args) => args[0];

defineModule('async-mutex', () => {
  const canceled = new ErrorObj('Error', 'request for lock canceled');
  const o = new Obj(undefined);
  o.props.set(
    'Mutex',
    classOf('Mutex', (_act, _self, args) => new SemaphoreObj(1, 'mutex', args[0] ?? canceled)),
  );
  o.props.set(
    'Semaphore',
    classOf(
      'Semaphore',
      (_act, _self, args) => new SemaphoreObj(numberOf(args[0]) ?? 1, 'semaphore', args[1] ?? canceled),
    ),
  );
  o.props.set('withTimeout', new NativeFn('withTimeout', decorated));
  o.props.set('tryAcquire', new NativeFn('tryAcquire', decorated));
  o.props.set('E_CANCELED', canceled);
  o.props.set('E_TIMEOUT', new ErrorObj('Error', 'timeout while waiting for mutex to become available'));
  o.props.set('E_ALREADY_LOCKED', new ErrorObj('Error', 'mutex already locked'));
  return o;
});
