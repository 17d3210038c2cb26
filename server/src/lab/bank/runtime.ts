/** The functions that code cut into steps calls, and what a call of such code is to the schedule. */
import { STEP_NAMES, WRITE_RUNTIME } from '../instrument/names.ts';
import type { Pause, Steps, Wait } from './schedule.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Set for the moment between a call and the entry of its function: the caller can take steps. */
let armed = false;

const sources = new WeakMap<object, boolean>();
const toText = Function.prototype.toString;
const CUT = new RegExp(`\\b(?:${STEP_NAMES.run}|${STEP_NAMES.whole})\\b`);

/** Whether the function's own body is cut: its mark comes before those of functions inside it. */
function isCut(fn: Callable): boolean {
  const known = sources.get(fn);
  if (known !== undefined) return known;
  const cut = CUT.exec(toText.call(fn))?.[0] === STEP_NAMES.run;
  sources.set(fn, cut);
  return cut;
}

function run(steps: Steps): unknown {
  if (armed) {
    armed = false;
    return steps;
  }
  // Called from where nobody can take steps: all of it at once, as a C extension that holds the lock.
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (typeof value === 'object' && !value.ready()) {
      throw new Error('it waits (Atomics.wait) inside a callback of native code, where the lab cannot let others run');
    }
  }
}

/** What `yield*` gets from a call that took no steps: a value that is there. */
class Done {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  next(): IteratorReturnResult<unknown> {
    return { done: true, value: this.#value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** A call of native code that others can see the effect of: a step ends before it. */
class Native {
  readonly #call: () => unknown;
  readonly #point: number;
  #paused = false;

  constructor(call: () => unknown, point: number) {
    this.#call = call;
    this.#point = point;
  }

  next(): IteratorResult<Pause, unknown> {
    if (this.#paused) return { done: true, value: this.#call() };
    this.#paused = true;
    return { done: false, value: this.#point };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

type Delegate = Steps | Done | Native;

/** A call from code that can take steps. Not a generator itself: that would be one more level for every step below. */
export function call(fn: unknown, self: unknown, args: readonly unknown[]): Delegate {
  const callable = fn as Callable;
  if (typeof fn !== 'function' || !isCut(callable)) return new Done(callable.apply(self, args as unknown[]));
  armed = true;
  try {
    return callable.apply(self, args as unknown[]) as Steps;
  } finally {
    armed = false;
  }
}

function method(object: unknown, key: PropertyKey, args: readonly unknown[], point: number): Delegate {
  if (object === Atomics && key === 'wait') return wait(args);
  if (object === Atomics && key === 'notify') return new Done(notify(args));
  if (object === Math) return new Done((Math[key as 'abs'] as (...all: unknown[]) => unknown)(...args));
  const fn = (object as Record<PropertyKey, unknown>)[key];
  if (typeof fn !== 'function') throw new TypeError(`${String(key)} is not a function`);
  if (Array.isArray(object) && typeof args[0] === 'function' && isCut(args[0] as Callable)) {
    const known = ITERATIONS[key as keyof typeof ITERATIONS];
    if (known !== undefined && fn === Array.prototype[key as 'map']) return known(object, args[0], args[1]);
  }
  if (isCut(fn as Callable)) return call(fn, object, args);
  return new Native(() => (fn as Callable).apply(object, args as unknown[]), point);
}

/** The callbacks of these run between steps of Python, too; native code would run them at once. */
const ITERATIONS = {
  *forEach(list: readonly unknown[], fn: unknown, self: unknown): Steps {
    for (let i = 0; i < list.length; i++) if (i in list) yield* call(fn, self, [list[i], i, list]);
    return undefined;
  },
  *map(list: readonly unknown[], fn: unknown, self: unknown): Steps {
    const result = new Array<unknown>(list.length);
    for (let i = 0; i < list.length; i++) if (i in list) result[i] = yield* call(fn, self, [list[i], i, list]);
    return result;
  },
};

interface Sleeper {
  readonly buffer: ArrayBufferLike;
  readonly byte: number;
  woken: boolean;
  readonly until: number;
}

const sleepers: Sleeper[] = [];

function* wait(args: readonly unknown[]): Steps {
  const [view, index, value, timeout] = args as [Int32Array, number, number, number | undefined];
  if (Atomics.load(view, index) !== value) return 'not-equal';
  const until = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout;
  const sleeper: Sleeper = { buffer: view.buffer, byte: byteOf(view, index), woken: false, until };
  sleepers.push(sleeper);
  const pause: Wait = { ready: () => sleeper.woken || performance.now() >= until };
  yield pause;
  const at = sleepers.indexOf(sleeper);
  if (at >= 0) sleepers.splice(at, 1);
  return sleeper.woken ? 'ok' : 'timed-out';
}

function notify(args: readonly unknown[]): number {
  const [view, index, count = Number.POSITIVE_INFINITY] = args as [Int32Array, number, number | undefined];
  const byte = byteOf(view, index);
  const asleep = sleepers.filter((sleeper) => sleeper.buffer === view.buffer && sleeper.byte === byte).slice(0, count);
  for (const sleeper of asleep) {
    sleeper.woken = true;
    sleepers.splice(sleepers.indexOf(sleeper), 1);
  }
  return asleep.length;
}

function byteOf(view: Int32Array, index: number): number {
  return view.byteOffset + index * view.BYTES_PER_ELEMENT;
}

/** Whether time alone can wake somebody. */
export function someSleepTimed(): boolean {
  return sleepers.some((sleeper) => Number.isFinite(sleeper.until));
}

export function forgetSleepers(): void {
  sleepers.length = 0;
}

export const STEP_RUNTIME: Readonly<Record<string, unknown>> = {
  [STEP_NAMES.run]: run,
  [STEP_NAMES.call]: call,
  [STEP_NAMES.method]: method,
  ...WRITE_RUNTIME,
  [STEP_NAMES.whole]: undefined,
};
