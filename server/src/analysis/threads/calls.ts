/** Calling and constructing: activations, classes, async functions and generators. */
import type { Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { run as runBody } from './exec.ts';
import { evaluate, evaluateArgs } from './eval.ts';
import { bindPattern } from './patterns.ts';
import { drive } from './promises.ts';
import {
  Accessor,
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

const MAX_DEPTH = 60;

export function fnId(act: { readonly file: string; readonly fn: { readonly id: number } }): string {
  return `${act.file}#${act.fn.id}`;
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
  const depth = (base.parent?.depth ?? 0) + 1;
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
    depth,
    self: fn.fn.lexicalThis ? fn.lexicalSelf : self,
    newTarget: undefined,
    env,
    root: env,
    control: [],
    done: false,
    awaiting: undefined,
    loops: 0,
  };
}

export function* callValue(act: Act, callee: Value, self: Value, args: readonly Value[], at: Place): Gen<Value> {
  const f = plain(callee);
  if (f instanceof FnVal) return yield* callFunction(act, f, self, args, at, undefined);
  if (f instanceof NativeFn) {
    act.agent.world.tick();
    const result = f.impl(act, self, args, at);
    return isGen(result) ? yield* result : result;
  }
  if (f instanceof Unknown) {
    yield* escape(act, args, at);
    const result = new Unknown(f.origin === 'havoc' ? 'havoc' : 'data');
    return result;
  }
  return new Unknown('data');
}

/** Functions handed to code that is not modelled are taken to be called right away, once, with anything. */
function* escape(act: Act, args: readonly Value[], at: Place): Gen<void> {
  if (act.depth > 20) return;
  for (const arg of args) {
    const f = plain(arg);
    if (!(f instanceof FnVal)) continue;
    const inputs = f.fn.params.map(() => new Unknown('data'));
    try {
      yield* callFunction(act, f, undefined, inputs, at, undefined);
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
    }
  }
}

export function* callFunction(
  caller: Act,
  f: FnVal,
  self: Value,
  args: readonly Value[],
  at: Place | undefined,
  newTarget: ClassVal | undefined,
): Gen<Value> {
  const agent = caller.agent;
  const world = agent.world;
  world.tick();
  if (caller.depth > MAX_DEPTH) return new Unknown('data');
  const act = newAct({ agent, parent: caller, at }, f, self, args);
  act.newTarget = newTarget;
  if (agent.tokens.length > 0 && caller.args.includes(f) && agent.tokens.some((t) => within(t.act, caller))) {
    world.knowledge.wrappers.add(fnId(caller));
  }
  const fn = f.fn;
  if (fn.generator) {
    const body = runFunction(act, args);
    if (!fn.async) return new GenObj(body);
    return new GenObj(body);
  }
  if (fn.async) {
    const promise = new PromiseObj();
    const place = { file: f.file, start: fn.nameAt[0], end: fn.nameAt[1] };
    yield* drive(act, runFunction(act, args), promise, 'next', undefined, place);
    return promise;
  }
  const before = agent.tokens;
  try {
    const result = yield* runFunction(act, args);
    if (agent.tokens !== before && agent.tokens.some((t) => !before.includes(t) && within(t.act, act))) {
      world.knowledge.acquirers.add(fnId(act));
    }
    if (act.control.length > 0 && isPrim(result) && result !== undefined) return taint(result, act.control);
    return result;
  } finally {
    act.done = true;
  }
}

/** Whether `inner` was called, however deep, from `outer`. */
export function within(inner: Act | undefined, outer: Act): boolean {
  for (let a = inner; a !== undefined; a = a.parent) {
    if (a === outer) return true;
    if (a.depth <= outer.depth) return false;
  }
  return false;
}

function* runFunction(act: Act, args: readonly Value[]): Gen<Value> {
  const { params } = act.fn;
  for (const [i, param] of params.entries()) {
    let value: Value = param.rest ? new ArrObj(args.slice(i)) : args[i];
    if (value === undefined && param.init !== undefined) value = yield* evaluate(act, param.init);
    yield* bindPattern(act, param.target, value, 'declare');
  }
  return yield* runBody(act, act.fn.body);
}

export function closure(act: Act, fnIndex: number, home?: ClassVal): FnVal {
  const fn = act.facts.functions[fnIndex];
  if (fn === undefined) throw new Error(`no function ${fnIndex} in ${act.file}`);
  return new FnVal(act.file, act.facts, fn, act.env, act.self, home ?? homeOf(act), act);
}

/** The class that `super` and private names inside this function belong to. */
export function homeOf(act: Act): ClassVal | undefined {
  return act.callee?.home;
}

export function* construct(
  act: Act,
  callee: Value,
  args: readonly Value[],
  at: Place,
  newTarget?: ClassVal,
): Gen<Value> {
  const c = plain(callee);
  act.agent.world.tick();
  if (c instanceof ClassVal) {
    const target = newTarget ?? c;
    const parent = plain(c.parentClass);
    const derived = parent !== undefined && parent !== null;
    let self: Value = derived ? undefined : new Obj(target.prototype);
    if (!derived) yield* initFields(act, c, self, at);
    const ctor = c.cls.ctor;
    if (ctor === undefined) {
      if (derived) {
        self = yield* construct(act, parent, args, at, target);
        adopt(self, target);
        yield* initFields(act, c, self, at);
      }
      return self;
    }
    const fn = c.facts.functions[ctor];
    if (fn === undefined) return new Unknown('data');
    const value = new FnVal(c.file, c.facts, fn, c.env, undefined, c, c.outer);
    const holder: { act?: Act } = {};
    const result = yield* callConstructor(act, value, self, args, at, target, holder);
    const final = holder.act?.self ?? self;
    return result instanceof Obj ? result : final;
  }
  if (c instanceof NativeFn) {
    const make = c.make ?? c.impl;
    const result = make(act, undefined, args, at);
    const made = isGen(result) ? yield* result : result;
    if (newTarget !== undefined) adopt(made, newTarget);
    return made;
  }
  if (c instanceof FnVal) {
    const self = new Obj((newTarget ?? c).prototype);
    const result = yield* callFunction(act, c, self, args, at, undefined);
    return result instanceof Obj ? result : self;
  }
  if (newTarget !== undefined) {
    const self = new Obj(newTarget.prototype);
    self.open = true;
    return self;
  }
  yield* escape(act, args, at);
  return new Unknown('data');
}

function adopt(self: Value, target: ClassVal): void {
  if (self instanceof Obj) self.proto = target.prototype;
}

function* callConstructor(
  caller: Act,
  f: FnVal,
  self: Value,
  args: readonly Value[],
  at: Place,
  target: ClassVal,
  holder: { act?: Act },
): Gen<Value> {
  if (caller.depth > MAX_DEPTH) return new Unknown('data');
  const act = newAct({ agent: caller.agent, parent: caller, at }, f, self, args);
  act.newTarget = target;
  holder.act = act;
  try {
    return yield* runFunction(act, args);
  } finally {
    act.done = true;
  }
}

/** `super(...)` inside a derived constructor (or an arrow function in it). */
export function* superCall(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const home = homeOf(act);
  if (home === undefined) return undefined;
  const target = act.newTarget ?? home;
  const self = yield* construct(act, home.parentClass, args, at, target);
  adopt(self, target);
  act.self = self;
  yield* initFields(act, home, self, at);
  return self;
}

function* initFields(act: Act, c: ClassVal, self: Value, at: Place): Gen<void> {
  for (const field of c.cls.fields) {
    if (!field.static && field.init === undefined && self instanceof Obj && !self.props.has(field.name))
      self.props.set(field.name, undefined);
  }
  if (c.cls.fieldsFn === undefined) return;
  const fn = c.facts.functions[c.cls.fieldsFn];
  if (fn === undefined) return;
  yield* callFunction(act, new FnVal(c.file, c.facts, fn, c.env, self, c, c.outer), self, [], at, undefined);
}

/** Evaluates a class declaration or expression. */
export function* makeClass(act: Act, clsIndex: number): Gen<Value> {
  const cls = act.facts.classes[clsIndex];
  if (cls === undefined) return new Unknown('data');
  const parent = cls.superClass !== undefined ? yield* evaluate(act, cls.superClass) : undefined;
  const value = new ClassVal(act.file, act.facts, cls, act.env, parent, act);
  for (const m of cls.methods) {
    const fn = act.facts.functions[m.fn];
    if (fn === undefined) continue;
    let method: Value = new FnVal(act.file, act.facts, fn, act.env, undefined, value, act);
    const on = fn.static ? value : value.prototype;
    if (fn.kind === 'getter' || fn.kind === 'setter') {
      const old = on.props.get(m.name);
      const pair = old instanceof Accessor ? old : new Accessor(undefined, undefined);
      on.props.set(m.name, fn.kind === 'getter' ? new Accessor(method, pair.set) : new Accessor(pair.get, method));
      continue;
    }
    for (const d of [...fn.decorators].reverse()) {
      const decorator = yield* evaluate(act, d);
      if (!(plain(decorator) instanceof FnVal)) continue;
      const context = new Obj(undefined);
      context.props.set('kind', 'method');
      context.props.set('name', m.name);
      const replaced = yield* callValue(act, decorator, undefined, [method, context], placeOf(act, d.at));
      if (replaced instanceof FnVal) method = replaced;
    }
    on.props.set(m.name, method);
  }
  for (const b of act.facts.bindings) if (b.cls === clsIndex) act.env.vars.set(b.id, value);
  if (cls.staticFn !== undefined) {
    const fn = act.facts.functions[cls.staticFn];
    if (fn !== undefined) {
      yield* callFunction(
        act,
        new FnVal(act.file, act.facts, fn, act.env, value, value, act),
        value,
        [],
        placeOf(act, cls.nameAt),
        undefined,
      );
    }
  }
  return value;
}

export function placeOf(act: Act, at: Span): Place {
  return { file: act.file, start: at[0], end: at[1] };
}

export { evaluateArgs };
