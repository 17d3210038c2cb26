/** Calling functions: activations, async functions, generators, and functions that escape to unknown code. */
import { idOf } from './acts.ts';
import type { FunctionFacts, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { begin, defer, PENDING, settle, taken, takenStep, WAITING, type Bind, type Code, type Step } from './code.ts';
import { throwError } from './errors.ts';
import { callsStranger } from './strangers.ts';
import { stepsOf } from './exec.ts';
import { codeOf } from './eval.ts';
import { bindOf } from './patterns.ts';
import { hostAct } from './natives/kit.ts';
import { drive, later } from './promises.ts';
import { FAR_AWAY } from './passing.ts';
import {
  ArrObj,
  ClassVal,
  Env,
  FnVal,
  GenObj,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  isGen,
  isPrim,
  plain,
  taint,
  type Act,
  type Gen,
  type Value,
} from './values.ts';

const MAX_DEPTH = 120;
/** Deeper than this, functions that unknown code got are not followed. */
const MAX_ESCAPE_DEPTH = 20;

export function placeOf(act: Act, at: Span): Place {
  return { file: act.file, start: at[0], end: at[1] };
}

export function newAct(
  base: { agent: Act['agent']; parent: Act | undefined; at: Place | undefined },
  fn: FnVal,
  self: Value,
  args: readonly Value[],
): Act {
  const world = base.agent.world;
  world.acts++;
  const env = new Env(fn.env);
  return {
    id: world.acts,
    agent: base.agent,
    file: fn.file,
    facts: fn.facts,
    fn: fn.fn,
    parent: base.parent,
    callAt: base.at,
    callee: fn,
    args,
    depth: (base.parent?.depth ?? 0) + 1,
    self: fn.fn.lexicalThis ? (fn.outer !== undefined ? fn.outer.self : fn.lexicalSelf) : self,
    newTarget: undefined,
    env,
    root: env,
    control: [],
    done: false,
    awaiting: undefined,
    loops: 0,
    uses: undefined,
  };
}

/** The generator form of `call`, for natives. */
export function callValue(act: Act, callee: Value, self: Value, args: readonly Value[], at: Place): Gen<Value> {
  return settle(call(act, callee, self, args, at));
}

/** Calls a value; the result may be `PENDING` (code.ts). */
export function call(act: Act, callee: Value, self: Value, args: readonly Value[], at: Place): Value {
  const f = plain(callee);
  if (f instanceof FnVal) return enter(act, f, self, args, at, undefined);
  if (f instanceof NativeFn) {
    act.agent.world.tick();
    const result = f.impl(act, self, args, at);
    return isGen(result) ? begin(result) : result;
  }
  if (f instanceof Unknown)
    return args.length === 0 && f.from !== 'sent'
      ? new Unknown(originAfter(f), f.from)
      : defer(callUnknown(act, f, args, at));
  if (f instanceof ClassVal)
    return throwError(act, 'TypeError', `Class constructor ${f.cls.name} cannot be invoked without 'new'`, at);
  if (f instanceof Obj && (f.open || f.kind !== 'object'))
    return defer(callUnknown(act, new Unknown('data'), args, at));
  return throwError(act, 'TypeError', 'not a function', at);
}

function originAfter(f: Unknown): 'data' | 'havoc' {
  return f.origin === 'havoc' ? 'havoc' : 'data';
}

function* callUnknown(act: Act, f: Unknown, args: readonly Value[], at: Place): Gen<Value> {
  callsStranger(act, f, args);
  if (f.key !== undefined && REGISTERS.test(f.key)) handlers(act, args, at);
  else yield* escape(act, args, at);
  return new Unknown(originAfter(f), f.from);
}

/** Names of methods that keep a function for what comes later: events, requests, jobs. */
const REGISTERS =
  /^(on[A-Z]?\w*|once|off|subscribe|(add|prepend)(Once)?(Event)?Listener|get|post|put|patch|delete|all|use|route|listen|handle|addHook|register|command|action|schedule|process|serve|createServer)$/;

/** Events that come when everything else is over. */
const ENDINGS = new Set([
  'close',
  'closed',
  'exit',
  'beforeExit',
  'end',
  'finish',
  'error',
  'disconnect',
  'abort',
  'aborted',
  'timeout',
  'SIGINT',
  'SIGTERM',
  'uncaughtException',
  'unhandledRejection',
]);

/** Handlers run when the script is through, and more than once. */
function handlers(act: Act, args: readonly Value[], at: Place): void {
  const { agent } = act;
  for (const arg of args) {
    const f = plain(arg);
    if (!(f instanceof FnVal)) continue;
    const soon = args.some((a) => ENDINGS.has(String(plain(a)))) ? FAR_AWAY : 10;
    for (let i = 1; i <= 2; i++) {
      later(agent, soon * i, function* () {
        const inputs = f.fn.params.map(() => new Unknown('data'));
        try {
          yield* settle(enter(hostAct(agent, act), f, undefined, inputs, at, undefined));
        } catch (error) {
          // What it makes of data that was made up ends nobody.
          if (!(error instanceof Thrown)) throw error;
        }
      });
    }
  }
}

/** Functions handed to code that is not modelled are taken to be called right away, once, with anything. */
export function* escape(act: Act, args: readonly Value[], at: Place): Gen<void> {
  if (act.depth > MAX_ESCAPE_DEPTH) return;
  for (const arg of args) {
    const f = plain(arg);
    if (!(f instanceof FnVal)) continue;
    const inputs = f.fn.params.map(() => new Unknown('data'));
    try {
      yield* settle(enter(act, f, undefined, inputs, at, undefined));
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
    }
  }
}

/** Runs a function of the program; the result may be `PENDING`. */
export function enter(
  caller: Act,
  f: FnVal,
  self: Value,
  args: readonly Value[],
  at: Place | undefined,
  newTarget: Obj | undefined,
  holder?: { act?: Act },
): Value {
  const agent = caller.agent;
  const world = agent.world;
  world.tick();
  if (caller.depth > MAX_DEPTH) return new Unknown('data');
  const act = newAct({ agent, parent: caller, at }, f, self, args);
  act.newTarget = newTarget;
  if (holder !== undefined) holder.act = act;
  if (agent.tokens.length > 0 && caller.args.includes(f) && agent.tokens.some((t) => within(t.act, caller))) {
    world.knowledge.wrappers.add(idOf(caller));
  }
  const fn = f.fn;
  if (fn.generator) return new GenObj(bodyLater(act, args), act);
  if (fn.async) return begin(startAsync(act, args));
  const before = agent.tokens;
  let result: Value;
  try {
    result = invoke(act, args);
  } catch (error) {
    act.done = true;
    throw error;
  }
  return result === PENDING ? defer(leaveLater(act, taken(), before)) : leave(act, result, before);
}

/** A generator's body does not start before it is asked. */
function* bodyLater(act: Act, args: readonly Value[]): Gen<Value> {
  const result = invoke(act, args);
  return result === PENDING ? yield* taken() : result;
}

function* startAsync(act: Act, args: readonly Value[]): Gen<Value> {
  const promise = new PromiseObj();
  const { nameAt } = act.fn;
  yield* drive(act, bodyLater(act, args), promise, 'next', undefined, placeOf(act, nameAt));
  return promise;
}

function* leaveLater(act: Act, gen: Gen<Value>, before: Act['agent']['tokens']): Gen<Value> {
  let result: Value;
  try {
    result = yield* gen;
  } finally {
    act.done = true;
  }
  return leave(act, result, before);
}

function leave(act: Act, result: Value, before: Act['agent']['tokens']): Value {
  const { agent } = act;
  act.done = true;
  if (agent.tokens !== before && agent.tokens.some((t) => !before.includes(t) && within(t.act, act))) {
    agent.world.knowledge.acquirers.add(idOf(act));
  }
  if (act.control.length > 0 && isPrim(result) && result !== undefined) return taint(result, act.control);
  return result;
}

/** Whether `inner` was called, however deep, from `outer`. */
export function within(inner: Act | undefined, outer: Act): boolean {
  for (let a = inner; a !== undefined; a = a.parent) {
    if (a === outer) return true;
    if (a.depth <= outer.depth) return false;
  }
  return false;
}

// ---------------------------------------------------------------------------------------------------- bodies

interface Body {
  readonly params: readonly { readonly bind: Bind; readonly init: Code | undefined; readonly rest: boolean }[];
  readonly steps: Step;
}

const bodies = new WeakMap<FunctionFacts, Body>();

function bodyOf(fn: FunctionFacts): Body {
  let body = bodies.get(fn);
  if (body === undefined) {
    const params = fn.params.map((p) => ({
      bind: bindOf(p.target, 'declare'),
      init: p.init === undefined ? undefined : codeOf(p.init),
      rest: p.rest,
    }));
    bodies.set(fn, (body = { params, steps: stepsOf(fn.body) }));
  }
  return body;
}

/** Binds the arguments and runs the body; the result may be `PENDING`. */
export function invoke(act: Act, args: readonly Value[]): Value {
  const { params, steps } = bodyOf(act.fn);
  for (let i = 0; i < params.length; i++) {
    const bound = bindParam(act, params, i, args);
    if (bound === PENDING) return defer(invokeLater(act, taken(), i, args));
  }
  return resultOf(steps, act);
}

function bindParam(act: Act, params: Body['params'], i: number, args: readonly Value[]): Value {
  const param = params[i] as Body['params'][number];
  const value: Value = param.rest ? new ArrObj(args.slice(i)) : args[i];
  if (value !== undefined || param.init === undefined) return param.bind(act, value);
  const init = param.init(act);
  return init === PENDING ? defer(bindLater(act, param.bind, taken())) : param.bind(act, init);
}

function* bindLater(act: Act, bind: Bind, gen: Gen<Value>): Gen<Value> {
  return yield* settle(bind(act, yield* gen));
}

function* invokeLater(act: Act, gen: Gen<Value>, from: number, args: readonly Value[]): Gen<Value> {
  const { params, steps } = bodyOf(act.fn);
  yield* gen;
  for (let i = from + 1; i < params.length; i++) yield* settle(bindParam(act, params, i, args));
  return yield* settle(resultOf(steps, act));
}

function resultOf(steps: Step, act: Act): Value {
  const done = steps(act);
  if (done === WAITING) return defer(resultLater(takenStep()));
  return done === undefined ? undefined : done.value;
}

function* resultLater(gen: ReturnType<typeof takenStep>): Gen<Value> {
  const done = yield* gen;
  return done?.value;
}

export function closure(act: Act, fnIndex: number, home?: ClassVal | Obj): FnVal {
  const fn = act.facts.functions[fnIndex];
  if (fn === undefined) throw new Error(`no function ${fnIndex} in ${act.file}`);
  return new FnVal(act.file, act.facts, fn, act.env, act.self, home ?? homeOf(act), act);
}

/** The class (or object literal) that `super` inside this function belongs to. */
export function homeOf(act: Act): ClassVal | Obj | undefined {
  return act.callee?.home;
}
