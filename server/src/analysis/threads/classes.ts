/** Classes: evaluating them, decorators, constructing objects, `super`. */
import type { FileFacts, FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { call, enter, escape, homeOf, placeOf } from './calls.ts';
import { settle } from './code.ts';
import { codeOf } from './eval.ts';
import { throwError } from './errors.ts';
import { callsStranger } from './strangers.ts';
import { getProp, setProp } from './props.ts';
import {
  Accessor,
  ClassVal,
  FnVal,
  NativeFn,
  Obj,
  Unknown,
  isGen,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';

/** The generator form of `new callee(...args)`. */
export function* construct(act: Act, callee: Value, args: readonly Value[], at: Place, newTarget?: Obj): Gen<Value> {
  const c = plain(callee);
  act.agent.world.tick();
  if (c instanceof ClassVal) return yield* constructClass(act, c, args, at, newTarget ?? c);
  if (c instanceof NativeFn) {
    if (c.make === undefined) return throwError(act, 'TypeError', `${c.name} is not a constructor`, at);
    const result = c.make(act, undefined, args, at);
    const made = isGen(result) ? yield* result : result;
    if (newTarget !== undefined) adopt(made, newTarget);
    return made;
  }
  if (c instanceof FnVal) {
    if (c.fn.lexicalThis || c.fn.kind === 'method' || c.fn.async)
      return throwError(act, 'TypeError', `${c.fn.name} is not a constructor`, at);
    const target = newTarget ?? c;
    const self = new Obj(prototypeOf(target) ?? c.prototype);
    const result = yield* settle(enter(act, c, self, args, at, target));
    return plain(result) instanceof Obj ? result : self;
  }
  if (c instanceof Unknown) callsStranger(act, c, args);
  if (newTarget !== undefined) {
    const self = new Obj(prototypeOf(newTarget));
    self.open = true;
    yield* escape(act, args, at);
    return self;
  }
  if (!(c instanceof Unknown) && !(c instanceof Obj)) return throwError(act, 'TypeError', 'not a constructor', at);
  yield* escape(act, args, at);
  return new Unknown('data', c instanceof Unknown ? c.from : 'program');
}

function prototypeOf(target: Obj): Obj | undefined {
  if (target instanceof ClassVal) return target.prototype;
  if (!(target instanceof FnVal)) return undefined;
  const own = target.props.get('prototype');
  return own instanceof Obj ? own : target.prototype;
}

function adopt(self: Value, target: Obj): void {
  const o = plain(self);
  if (o instanceof Obj) o.proto = prototypeOf(target) ?? o.proto;
}

function* constructClass(act: Act, c: ClassVal, args: readonly Value[], at: Place, target: Obj): Gen<Value> {
  const parent = plain(c.parentClass);
  const derived = c.cls.superClass !== undefined && parent !== null;
  let self: Value = derived ? undefined : new Obj(prototypeOf(target));
  if (!derived) {
    presetParameters(c, self, args);
    yield* initFields(act, c, self, at);
  }
  const ctor = c.cls.ctor === undefined ? undefined : c.facts.functions[c.cls.ctor];
  if (ctor === undefined) {
    if (derived) {
      self = yield* construct(act, parent, args, at, target);
      adopt(self, target);
      yield* initFields(act, c, self, at);
    }
    return self;
  }
  const fn = new FnVal(c.file, c.facts, ctor, c.env, undefined, c, c.outer);
  const holder: { act?: Act } = {};
  const result = yield* settle(enter(act, fn, self, args, at, target, holder));
  const made = holder.act?.self ?? self;
  if (plain(result) instanceof Obj) return result;
  // A constructor that was too deep to run, or whose `super` is not known.
  return made ?? new Unknown('data');
}

/** `super(...)` inside a derived constructor (or an arrow function in it). */
export function* superCall(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const home = homeOf(act);
  if (!(home instanceof ClassVal)) return undefined;
  let owner: Act = act;
  while (owner.fn.lexicalThis && owner.callee?.outer !== undefined) owner = owner.callee.outer;
  const target = owner.newTarget ?? home;
  const self = yield* construct(act, home.parentClass, args, at, target);
  adopt(self, target);
  owner.self = self;
  act.self = self;
  presetParameters(home, self, owner.args);
  yield* initFields(act, home, self, at);
  return self;
}

/** `super.name`: the method or getter of the parent class, with the receiver of this one. */
export function superMember(act: Act, prop: string, at: Place): Value {
  const home = homeOf(act);
  let from: Obj | undefined;
  if (home instanceof ClassVal) {
    let owner: Act = act;
    while (owner.fn.lexicalThis && owner.callee?.outer !== undefined) owner = owner.callee.outer;
    const isStatic = owner.fn.static || owner.fn.kind === 'static';
    const parent = plain(home.parentClass);
    if (isStatic) from = parent instanceof Obj ? parent : undefined;
    else if (parent instanceof ClassVal || parent instanceof FnVal) from = parent.prototype;
    if (from === undefined) {
      // The parent is built in: its methods are found by the kind of the object.
      const self = plain(act.self);
      if (!(self instanceof Obj)) return new Unknown('data');
      const bare = Object.create(self) as Obj;
      bare.proto = undefined;
      return getProp(act, bare, prop, at);
    }
  } else from = home?.proto;
  for (let p = from; p !== undefined; p = p.proto) {
    const slot = p.props.get(prop);
    if (slot === undefined) continue;
    if (!(slot instanceof Accessor)) return slot;
    return slot.get === undefined ? undefined : call(act, slot.get, act.self, [], at);
  }
  const self = plain(act.self);
  return self instanceof Obj && self.kind !== 'object'
    ? getProp(act, new Obj(undefined, self.kind), prop, at)
    : undefined;
}

/** `super.name = value`: the setter of the parent class, or a property of the object itself. */
export function setSuper(act: Act, prop: string, value: Value, at: Place): Value {
  const home = homeOf(act);
  const parent = home instanceof ClassVal ? plain(home.parentClass) : undefined;
  let from = parent instanceof ClassVal || parent instanceof FnVal ? parent.prototype : home?.proto;
  if (act.fn.static && parent instanceof Obj) from = parent;
  for (let p = from; p !== undefined; p = p.proto) {
    const slot = p.props.get(prop);
    if (slot instanceof Accessor)
      return slot.set === undefined ? undefined : call(act, slot.set, act.self, [value], at);
  }
  setProp(act, act.self, prop, value, at);
  return undefined;
}

/** Parameter properties are there when the initialisers of fields look at them (they are not where fields are defined). */
function presetParameters(c: ClassVal, self: Value, args: readonly Value[]): void {
  const o = plain(self);
  const ctor = c.cls.ctor === undefined ? undefined : c.facts.functions[c.cls.ctor];
  if (!(o instanceof Obj) || ctor === undefined || c.cls.fieldsFn === undefined) return;
  for (const [i, { target, init }] of ctor.params.entries()) {
    if (target.k !== 'bind' || i >= args.length || (init !== undefined && args[i] === undefined)) continue;
    for (const s of ctor.body) {
      if (s.k !== 'expr' || s.e.k !== 'assign' || s.e.target.k !== 'expr' || s.e.target.e.k !== 'member') continue;
      // Made of the parameter itself: both stand at one place.
      if (s.e.at[0] === target.at[0] && s.e.at[1] === target.at[1]) o.props.set(s.e.target.e.prop, args[i]);
    }
  }
}

function* initFields(act: Act, c: ClassVal, self: Value, at: Place): Gen<void> {
  const o = plain(self);
  for (const init of c.initializers) yield* settle(call(act, init, self, [], at));
  if (o instanceof Obj) {
    for (const field of c.cls.fields) {
      if (!field.static && field.init === undefined && !o.props.has(field.name) && isOwnField(c, field.name))
        o.props.set(field.name, undefined);
    }
  }
  const fn = c.cls.fieldsFn === undefined ? undefined : c.facts.functions[c.cls.fieldsFn];
  if (fn === undefined) return;
  yield* settle(enter(act, new FnVal(c.file, c.facts, fn, c.env, self, c, c.outer), self, [], at, undefined));
}

/** A field without a value that is not only declared for its type hides what the parent class has. */
function isOwnField(c: ClassVal, name: string): boolean {
  for (let p: Obj | undefined = c.prototype; p !== undefined; p = p.proto) if (p.props.has(name)) return false;
  return true;
}

// ----------------------------------------------------------------------------------------------- evaluation

const classBindings = new WeakMap<FileFacts, Map<number, number[]>>();

function bindingsOfClass(facts: FileFacts, cls: number): readonly number[] {
  let table = classBindings.get(facts);
  if (table === undefined) {
    table = new Map();
    for (const b of facts.bindings) {
      if (b.cls === undefined) continue;
      const list = table.get(b.cls);
      if (list === undefined) table.set(b.cls, [b.id]);
      else list.push(b.id);
    }
    classBindings.set(facts, table);
  }
  return table.get(cls) ?? [];
}

/** Evaluates a class declaration or expression. */
export function* makeClass(act: Act, clsIndex: number): Gen<Value> {
  const cls = act.facts.classes[clsIndex];
  if (cls === undefined) return new Unknown('data');
  const parent = cls.superClass !== undefined ? yield* settle(codeOf(cls.superClass)(act)) : undefined;
  const value = new ClassVal(act.file, act.facts, cls, act.env, parent, act);
  // The name is known inside the class from the start.
  const names = bindingsOfClass(act.facts, clsIndex);
  for (const b of names) act.env.vars.set(b, value);
  const staticInits: Value[] = [];
  // Decorators of static members are applied first.
  const isStatic = (m: (typeof cls.methods)[number]): boolean => act.facts.functions[m.fn]?.static === true;
  for (const m of [...cls.methods.filter(isStatic), ...cls.methods.filter((x) => !isStatic(x))]) {
    const fn = act.facts.functions[m.fn];
    if (fn === undefined) continue;
    let method: Value = new FnVal(act.file, act.facts, fn, act.env, undefined, value, act);
    const on = fn.static ? value : value.prototype;
    const inits = fn.static ? staticInits : value.initializers;
    for (const d of [...fn.decorators].reverse()) method = yield* decorate(act, d, method, m.name, fn, on, inits);
    if (fn.kind === 'getter' || fn.kind === 'setter') {
      const old = on.props.get(m.name);
      const pair = old instanceof Accessor ? old : new Accessor(undefined, undefined);
      on.props.set(m.name, fn.kind === 'getter' ? new Accessor(method, pair.set) : new Accessor(pair.get, method));
    } else on.props.set(m.name, method);
  }
  const at = placeOf(act, cls.nameAt);
  for (const init of staticInits) yield* settle(call(act, init, value, [], at));
  for (const field of cls.fields) {
    if (field.static && field.init === undefined) value.props.set(field.name, undefined);
  }
  const staticFn = cls.staticFn === undefined ? undefined : act.facts.functions[cls.staticFn];
  if (staticFn !== undefined) {
    const run = new FnVal(act.file, act.facts, staticFn, act.env, value, value, act);
    yield* settle(enter(act, run, value, [], at, undefined));
  }
  let result: Value = value;
  const classInits: Value[] = [];
  for (const d of [...cls.decorators].reverse()) {
    const decorator = yield* settle(codeOf(d)(act));
    if (!(plain(decorator) instanceof FnVal)) continue;
    const replaced: Value = yield* settle(
      call(act, decorator, undefined, [result, contextOf('class', cls.name, false, classInits)], placeOf(act, d.at)),
    );
    if (plain(replaced) instanceof Obj) result = replaced;
  }
  if (result !== value) for (const b of names) act.env.vars.set(b, result);
  for (const init of classInits) yield* settle(call(act, init, result, [], at));
  return result;
}

function contextOf(kind: string, name: string, isStatic: boolean, inits: Value[]): Obj {
  const context = new Obj(undefined);
  context.props.set('kind', kind);
  context.props.set('name', name);
  context.props.set('static', isStatic);
  context.props.set('private', name.startsWith('#'));
  context.props.set('metadata', new Obj(undefined));
  context.props.set(
    'addInitializer',
    new NativeFn('addInitializer', (_act, _self, args) => {
      inits.push(args[0]);
      return undefined;
    }),
  );
  return context;
}

/** The two forms of decorators are told apart by their parameters: (value, context) or (target, key, descriptor). */
function* decorate(
  act: Act,
  d: FunctionFacts['decorators'][number],
  method: Value,
  name: string,
  fn: FunctionFacts,
  on: Obj,
  inits: Value[],
): Gen<Value> {
  const decorator = yield* settle(codeOf(d)(act));
  const f = plain(decorator);
  if (!(f instanceof FnVal)) return method;
  const at = placeOf(act, d.at);
  if (f.fn.params.length >= 3) {
    const descriptor = new Obj(undefined);
    const part = fn.kind === 'getter' ? 'get' : fn.kind === 'setter' ? 'set' : 'value';
    descriptor.props.set(part, method);
    const result = plain(yield* settle(call(act, f, undefined, [on, name, descriptor], at)));
    const replaced = (result instanceof Obj ? result : descriptor).props.get(part);
    return replaced instanceof Obj ? replaced : method;
  }
  const kind = fn.kind === 'getter' || fn.kind === 'setter' ? fn.kind : 'method';
  const replaced = yield* settle(call(act, f, undefined, [method, contextOf(kind, name, fn.static, inits)], at));
  return plain(replaced) instanceof FnVal || plain(replaced) instanceof NativeFn ? replaced : method;
}
