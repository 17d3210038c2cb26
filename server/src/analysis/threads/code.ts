/**
 * How compiled code runs. A core tree is compiled once into closures; a closure gives its value at once
 * whenever nothing in it has to wait, and only otherwise leaves a generator behind. So the many expressions
 * that touch nothing shared cost a function call each, not a generator.
 *
 * The protocol: a closure returns its value, or `PENDING` after `defer(generator)`; whoever gets `PENDING`
 * must take the generator with `taken()` at once, before anything else runs.
 */
import { Unknown, type Act, type Gen, type Signal, type Value } from './values.ts';

export type Code = (act: Act) => Value;
/** Binds a value to a target; the result is of no interest but for `PENDING`. */
export type Bind = (act: Act, value: Value) => Value;

export const PENDING: Value = new Unknown('data');
let pending: Gen<Value> | undefined;

export function defer(gen: Gen<Value>): Value {
  pending = gen;
  return PENDING;
}

export function taken(): Gen<Value> {
  const gen = pending;
  if (gen === undefined) throw new Error('nothing is pending');
  pending = undefined;
  return gen;
}

/** Runs a closure inside a generator. */
export function settle(value: Value): Gen<Value> {
  return value === PENDING ? taken() : just(value);
}

function* just(value: Value): Gen<Value> {
  return value;
}

export function with1(a: Code, f: (act: Act, a: Value) => Value): Code {
  return (act) => {
    const x = a(act);
    return x === PENDING ? defer(rest1(act, taken(), f)) : f(act, x);
  };
}

function* rest1(act: Act, gen: Gen<Value>, f: (act: Act, a: Value) => Value): Gen<Value> {
  const result = f(act, yield* gen);
  return result === PENDING ? yield* taken() : result;
}

export function with2(a: Code, b: Code, f: (act: Act, a: Value, b: Value) => Value): Code {
  return (act) => {
    const x = a(act);
    if (x === PENDING) return defer(rest2(act, taken(), b, f));
    const y = b(act);
    return y === PENDING ? defer(rest2b(act, x, taken(), f)) : f(act, x, y);
  };
}

function* rest2(act: Act, gen: Gen<Value>, b: Code, f: (act: Act, a: Value, b: Value) => Value): Gen<Value> {
  const x = yield* gen;
  let y = b(act);
  if (y === PENDING) y = yield* taken();
  const result = f(act, x, y);
  return result === PENDING ? yield* taken() : result;
}

function* rest2b(act: Act, x: Value, gen: Gen<Value>, f: (act: Act, a: Value, b: Value) => Value): Gen<Value> {
  const result = f(act, x, yield* gen);
  return result === PENDING ? yield* taken() : result;
}

export function withAll(codes: readonly Code[], f: (act: Act, values: Value[]) => Value): Code {
  return (act) => {
    const values: Value[] = [];
    for (let i = 0; i < codes.length; i++) {
      const x = (codes[i] as Code)(act);
      if (x === PENDING) return defer(restAll(act, taken(), values, codes, f));
      values.push(x);
    }
    return f(act, values);
  };
}

function* restAll(
  act: Act,
  gen: Gen<Value>,
  values: Value[],
  codes: readonly Code[],
  f: (act: Act, values: Value[]) => Value,
): Gen<Value> {
  values.push(yield* gen);
  while (values.length < codes.length) {
    const x = (codes[values.length] as Code)(act);
    values.push(x === PENDING ? yield* taken() : x);
  }
  const result = f(act, values);
  return result === PENDING ? yield* taken() : result;
}

/** Starts a generator at once; its value when it ends without asking for anything, else `PENDING`. */
export function begin(gen: Gen<Value>): Value {
  const first = gen.next(undefined);
  return first.done === true ? first.value : defer(goOn(gen, first.value));
}

export function beginStep(gen: Gen<Done>): Done {
  const first = gen.next(undefined);
  return first.done === true ? first.value : deferStep(goOn(gen, first.value));
}

/** Goes on with a generator that asked for something already. */
function* goOn<T>(gen: Gen<T>, signal: Signal): Gen<T> {
  let asked = signal;
  for (;;) {
    let answer: Value;
    let thrown: { readonly error: unknown } | undefined;
    try {
      answer = yield asked;
    } catch (error) {
      thrown = { error };
    }
    const step = thrown === undefined ? gen.next(answer) : gen.throw(thrown.error);
    if (step.done === true) return step.value;
    asked = step.value;
  }
}

/** First `a`, then what it says to run next. */
export function andThen(value: Value, act: Act, f: (act: Act, a: Value) => Value): Value {
  return value === PENDING ? defer(rest1(act, taken(), f)) : f(act, value);
}

// ------------------------------------------------------------------------------------------------ statements

/** How a statement ended when not normally. */
export class Completion {
  constructor(
    readonly k: 'return' | 'break' | 'continue' | 'waiting',
    readonly label: string | undefined,
    readonly value: Value,
  ) {}
}

export type Done = Completion | undefined;
export type Step = (act: Act) => Done;

export const WAITING = new Completion('waiting', undefined, undefined);
let waiting: Gen<Done> | undefined;

export function deferStep(gen: Gen<Done>): Done {
  waiting = gen;
  return WAITING;
}

export function takenStep(): Gen<Done> {
  const gen = waiting;
  if (gen === undefined) throw new Error('no statement is pending');
  waiting = undefined;
  return gen;
}

/** A statement made of one expression. */
export function stepOf(code: Code, f: (act: Act, v: Value) => Done): Step {
  return (act) => {
    const v = code(act);
    return v === PENDING ? deferStep(restStep(act, taken(), f)) : f(act, v);
  };
}

function* restStep(act: Act, gen: Gen<Value>, f: (act: Act, v: Value) => Done): Gen<Done> {
  const done = f(act, yield* gen);
  return done === WAITING ? yield* takenStep() : done;
}

export function sequence(steps: readonly Step[]): Step {
  if (steps.length === 1) return steps[0] as Step;
  return (act) => {
    for (let i = 0; i < steps.length; i++) {
      const done = (steps[i] as Step)(act);
      if (done === undefined) continue;
      return done === WAITING ? deferStep(restSequence(act, steps, i, takenStep())) : done;
    }
    return undefined;
  };
}

function* restSequence(act: Act, steps: readonly Step[], from: number, gen: Gen<Done>): Gen<Done> {
  let done = yield* gen;
  for (let i = from + 1; done === undefined && i < steps.length; i++) {
    done = (steps[i] as Step)(act);
    if (done === WAITING) done = yield* takenStep();
  }
  return done;
}
