/**
 * Static resolution without a type checker: what does this expression denote, what may this call run?
 * It follows imports and exports, initialisers, annotations, `new X()`, field types and assignments, and
 * return types. What it cannot tell is `unknown`, and every analysis stays silent about unknowns.
 */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionId, Pattern, TypeRef } from '../facts/core.ts';
import {
  callbackCalls,
  classKey,
  fieldAssignments,
  methodOf,
  objectMethods,
  type FieldAssignments,
} from './class-index.ts';
import { external, moduleName, UNKNOWN, type Callee, type Entity } from './entities.ts';
import { perFile } from './per-file.ts';
import { Answers, type AnswerMap } from './answers.ts';
import { Heritage, type ClassRef } from './heritage.ts';
import { classOf, factsOf, fnKey, fnOf, type FnRef, type Program } from './program.ts';
import { Tracker } from './tracking.ts';
import { bare, exprsOfStmt, forEachStmt } from './walk.ts';

export type { Callee, Entity } from './entities.ts';

const MAX_DEPTH = 24;
const MAX_OVERRIDES = 6;

type Answered = Parameters<AnswerMap<unknown>['set']>[1];
type Source = {
  readonly fn: FunctionId;
  readonly e?: Expr;
  readonly type?: TypeRef;
  readonly path: readonly (string | number)[];
  readonly element?: boolean;
};

export class Resolver {
  /** Knows what every answer rests on, so that answers outlive edits of files they have not looked at. */
  readonly tracker = new Tracker();
  private readonly answers = new Answers(this.tracker, MAX_DEPTH * 4);
  private readonly byExpr = new WeakMap<Expr, Answered>();
  private readonly byName = new Map<string, Answered>();
  private readonly heritage: Heritage;
  private linked: Program;

  constructor(program: Program) {
    this.linked = this.tracker.watch(program);
    this.heritage = new Heritage(this, () => this.answers.unsure());
    this.heritage.refresh();
  }

  /** The program, seen so that what is read of it is known. */
  get program(): Program {
    return this.linked;
  }

  /** Goes on with a program of the same files, some of them with other texts. */
  relink(program: Program, changed: readonly string[]): void {
    this.linked = this.tracker.watch(program);
    this.tracker.changed(changed);
    this.heritage.refresh();
  }

  /** What `e`, standing in function `ctx`, denotes. */
  entityOf(ctx: FnRef, e: Expr): Entity {
    return this.answers.ask(this.byExpr, e, () => this.compute(ctx, e));
  }

  /** What a call or construction may run; empty when nothing is known. */
  calleesOf(ctx: FnRef, call: ExprOf<'call'> | ExprOf<'new'>): readonly Callee[] {
    const callee = bare(call.callee);
    if (call.k === 'new') {
      const target = this.entityOf(ctx, callee);
      if (target.k === 'class') return this.constructorsOf(target);
      if (target.k === 'external') return [{ k: 'external', module: target.module, path: target.path }];
      return target.k === 'global' ? [{ k: 'global', path: target.path }] : [];
    }
    if (callee.k === 'super') {
      const own = this.thisClass(ctx);
      const base = own === undefined ? undefined : this.superOf(own);
      return base === undefined ? [] : this.constructorsOf(base);
    }
    if (callee.k === 'member') {
      const on = this.entityOf(ctx, callee.obj);
      if (on.k === 'instance') {
        const methods = this.methodsOf(on, callee.prop);
        if (methods.length > 0) return methods.map((m) => ({ ...m, self: on }));
      }
      if ((callee.prop === 'call' || callee.prop === 'apply') && on.k === 'function') return [on];
    }
    return this.calleesOfEntity(this.entityOf(ctx, callee), callee, ctx);
  }

  private calleesOfEntity(target: Entity, callee: Expr, ctx: FnRef): readonly Callee[] {
    switch (target.k) {
      case 'function':
        return [target];
      case 'external':
        return [{ k: 'external', module: target.module, path: target.path }];
      case 'global':
        return [{ k: 'global', path: target.path }];
      case 'member':
        return [{ k: 'method', on: target.of, name: target.name }];
      case 'class':
        // `Queue()` without `new`: only functions of before 2015 allow it.
        return this.constructorsOf(target);
      case 'namespace': {
        const whole = this.exportOf(target.file, '=');
        return whole.k === 'function' ? [whole] : [];
      }
      default:
        return callee.k === 'member' ? [{ k: 'method', on: this.entityOf(ctx, callee.obj), name: callee.prop }] : [];
    }
  }

  /** Constructor and field initialisers that `new` of a class runs, base classes included. */
  private constructorsOf(ref: ClassRef): readonly Callee[] {
    const out: Callee[] = [];
    const self: Entity = { k: 'instance', ...ref };
    let current: ClassRef | undefined = ref;
    for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
      const cls = classOf(this.program, current);
      if (cls.fieldsFn !== undefined) out.push({ k: 'function', file: current.file, fn: cls.fieldsFn, self });
      if (cls.ctor !== undefined) out.push({ k: 'function', file: current.file, fn: cls.ctor, self });
      // A constructor runs its base's through super(...), which is a call of its own.
      if (cls.ctor !== undefined) break;
      current = this.superOf(current);
    }
    return out;
  }

  // ------------------------------------------------------------------------------------------ expressions

  private compute(ctx: FnRef, e: Expr): Entity {
    switch (e.k) {
      case 'var':
        return this.bindingEntity(ctx.file, e.b);
      case 'global':
        return e.name === 'globalThis' || e.name === 'window' || e.name === 'global' || e.name === 'self'
          ? { k: 'global', path: [] }
          : { k: 'global', path: [e.name] };
      case 'this':
        return this.thisEntity(ctx);
      case 'super': {
        const own = this.thisClass(ctx);
        const base = own === undefined ? undefined : this.superOf(own);
        return base === undefined ? UNKNOWN : { k: 'instance', ...base };
      }
      case 'member':
        return this.memberEntity(ctx, this.entityOf(ctx, e.obj), e.prop);
      case 'index': {
        const obj = this.entityOf(ctx, e.obj);
        if (obj.k === 'array') return obj.of;
        if (obj.k === 'externalInstance' && obj.args?.length === 1) return obj.args[0] ?? UNKNOWN;
        return UNKNOWN;
      }
      case 'call':
        return this.callEntity(ctx, e);
      case 'new':
        return this.newEntity(ctx, e);
      case 'await': {
        const inner = this.entityOf(ctx, e.e);
        return inner.k === 'promise' ? inner.of : inner;
      }
      case 'assign':
        return e.op === '=' || e.op === '??=' || e.op === '||=' ? this.entityOf(ctx, e.value) : UNKNOWN;
      case 'logical':
      case 'cond': {
        const left = this.entityOf(ctx, e.k === 'cond' ? e.then : e.left);
        const right = this.entityOf(ctx, e.k === 'cond' ? e.else : e.right);
        if (e.k === 'logical' && e.op === '&&') return right;
        return left.k === 'unknown' ? right : left;
      }
      case 'func':
        return { k: 'function', file: ctx.file, fn: e.fn };
      case 'class':
        return { k: 'class', file: ctx.file, cls: e.cls };
      case 'object':
        return { k: 'object', file: ctx.file, expr: e, owner: ctx };
      case 'array': {
        const first = e.elems[0];
        if (first === undefined) return { k: 'array', of: UNKNOWN };
        const of = this.entityOf(ctx, first.k === 'spread' ? first.e : first);
        return { k: 'array', of: first.k === 'spread' && of.k === 'array' ? of.of : of };
      }
      case 'seq': {
        const last = e.list[e.list.length - 1];
        return last === undefined ? UNKNOWN : this.entityOf(ctx, last);
      }
      case 'cast': {
        const inner = this.entityOf(ctx, e.e);
        return inner.k === 'unknown' ? this.typeEntity(ctx.file, e.type) : inner;
      }
      case 'import': {
        if (e.e.k !== 'const' || typeof e.e.value !== 'string') return UNKNOWN;
        return { k: 'promise', of: this.moduleEntity(ctx.file, e.e.value) };
      }
      default:
        return UNKNOWN;
    }
  }

  private callEntity(ctx: FnRef, e: ExprOf<'call'>): Entity {
    const callee = bare(e.callee);
    if (
      callee.k === 'global' &&
      callee.name === 'require' &&
      e.args[0]?.k === 'const' &&
      typeof e.args[0].value === 'string'
    ) {
      return this.moduleEntity(ctx.file, e.args[0].value);
    }
    if (callee.k === 'member') {
      const known = this.builtinCall(ctx, callee, e);
      if (known !== undefined) return known;
    }
    for (const target of this.calleesOf(ctx, e)) {
      if (target.k === 'function') {
        const result = this.returnEntity({ file: target.file, fn: target.fn });
        if (result.k !== 'unknown') return result;
      } else if (target.k === 'external') {
        return { k: 'externalInstance', module: target.module, name: `${target.path.join('.')}()` };
      } else if (target.k === 'method' && target.on.k === 'externalInstance') {
        return { k: 'externalInstance', module: target.on.module, name: `${target.on.name}.${target.name}()` };
      } else if (target.k === 'global') {
        return { k: 'externalInstance', module: '', name: `${target.path.join('.')}()` };
      }
    }
    return UNKNOWN;
  }

  /** Calls of JavaScript's own methods that hand on one of their inputs. */
  private builtinCall(ctx: FnRef, callee: ExprOf<'member'>, e: ExprOf<'call'>): Entity | undefined {
    const on = this.entityOf(ctx, callee.obj);
    const first = e.args[0];
    switch (callee.prop) {
      case 'bind':
        return on.k === 'function' ? on : undefined;
      case 'freeze':
      case 'seal':
      case 'assign':
        return on.k === 'global' && on.path[0] === 'Object' && first !== undefined
          ? this.entityOf(ctx, first)
          : undefined;
      case 'resolve':
        return on.k === 'global' && on.path[0] === 'Promise'
          ? { k: 'promise', of: first === undefined ? UNKNOWN : this.entityOf(ctx, first) }
          : undefined;
      case 'catch':
      case 'finally':
        return on.k === 'promise' ? on : undefined;
      case 'get':
        return isMap(on) ? (on.args?.[1] ?? UNKNOWN) : undefined;
      case 'find':
      case 'pop':
      case 'shift':
      case 'at':
        return on.k === 'array' ? on.of : undefined;
      case 'filter':
      case 'slice':
      case 'concat':
      case 'sort':
      case 'reverse':
      case 'toSorted':
        return on.k === 'array' ? on : undefined;
      case 'map':
        if (on.k === 'array' && first?.k === 'func')
          return { k: 'array', of: this.returnEntity({ file: ctx.file, fn: first.fn }) };
        return undefined;
      case 'from':
        if (on.k === 'global' && on.path[0] === 'Array') {
          const mapper = e.args[1];
          if (mapper?.k === 'func') return { k: 'array', of: this.returnEntity({ file: ctx.file, fn: mapper.fn }) };
          const source = first === undefined ? UNKNOWN : this.entityOf(ctx, first);
          return source.k === 'array' ? source : { k: 'array', of: UNKNOWN };
        }
        return undefined;
      default:
        return undefined;
    }
  }

  private newEntity(ctx: FnRef, e: ExprOf<'new'>): Entity {
    const target = this.entityOf(ctx, e.callee);
    switch (target.k) {
      case 'class':
        return { k: 'instance', file: target.file, cls: target.cls };
      case 'external':
        return { k: 'externalInstance', module: target.module, name: target.path.join('.') };
      case 'global': {
        const name = target.path.join('.');
        if (name === 'Promise')
          return { k: 'promise', of: e.typeArgs[0] === undefined ? UNKNOWN : this.typeEntity(ctx.file, e.typeArgs[0]) };
        if (name === 'Array')
          return { k: 'array', of: e.typeArgs[0] === undefined ? UNKNOWN : this.typeEntity(ctx.file, e.typeArgs[0]) };
        const args = e.typeArgs.map((t) => this.typeEntity(ctx.file, t));
        return { k: 'externalInstance', module: '', name, ...(args.length > 0 ? { args } : {}) };
      }
      case 'namespace': {
        const whole = this.exportOf(target.file, '=');
        return whole.k === 'class' ? { k: 'instance', file: whole.file, cls: whole.cls } : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  /** What calling a function yields: its return annotation, else its first telling return expression. */
  returnEntity(ref: FnRef): Entity {
    return this.answers.ask(this.byName, fnKey(ref), () => this.computeReturn(ref));
  }

  private computeReturn(ref: FnRef): Entity {
    const fn = fnOf(this.program, ref);
    let result = fn.returns !== undefined ? this.typeEntity(ref.file, fn.returns) : UNKNOWN;
    if (result.k === 'unknown' || (result.k === 'promise' && result.of.k === 'unknown')) {
      if (fn.returns?.k === 'ref' && fn.returns.name === 'this' && fn.cls !== undefined)
        result = { k: 'instance', file: ref.file, cls: fn.cls };
      forEachStmt(fn.body, (s) => {
        if (
          s.k !== 'return' ||
          s.e === undefined ||
          (result.k !== 'unknown' && !(result.k === 'promise' && result.of.k === 'unknown'))
        )
          return;
        const entity = this.entityOf(ref, s.e);
        result = fn.async && entity.k !== 'promise' && entity.k !== 'unknown' ? { k: 'promise', of: entity } : entity;
      });
      if (fn.async && result.k === 'unknown') result = { k: 'promise', of: UNKNOWN };
    }
    return result;
  }

  // ---------------------------------------------------------------------------------------------- members

  memberEntity(ctx: FnRef, obj: Entity, name: string): Entity {
    switch (obj.k) {
      case 'namespace': {
        const found = this.exportOf(obj.file, name);
        if (found.k !== 'unknown') return found;
        if (name === 'default') {
          const whole = this.exportOf(obj.file, '=');
          return whole.k === 'unknown' ? obj : whole;
        }
        return UNKNOWN;
      }
      case 'external':
        return external(obj.module, [...obj.path, name]);
      case 'global':
        return { k: 'global', path: [...obj.path, name] };
      case 'instance': {
        const method = this.methodsOf(obj, name)[0];
        if (method !== undefined && method.k === 'function') {
          const fn = fnOf(this.program, method);
          return fn.kind === 'getter' ? this.returnEntity(method) : { ...method, self: obj };
        }
        return this.fieldEntity(obj, name, false);
      }
      case 'class': {
        const cls = classOf(this.program, obj);
        const fn = methodOf(cls, name, true, factsOf(this.program, obj.file));
        if (fn !== undefined) {
          const ref = { file: obj.file, fn };
          return fnOf(this.program, ref).kind === 'getter'
            ? this.returnEntity(ref)
            : { k: 'function', ...ref, self: obj };
        }
        const field = this.fieldEntity(obj, name, true);
        if (field.k !== 'unknown') return field;
        const base = this.superOf(obj);
        return base === undefined ? UNKNOWN : this.memberEntity(ctx, { k: 'class', ...base }, name);
      }
      case 'object': {
        for (const p of obj.expr.props) {
          if (p.k === 'prop' && p.key === name) {
            if (p.kind === 'get' && p.value.k === 'func') return this.returnEntity({ file: obj.file, fn: p.value.fn });
            const value = this.entityOf(obj.owner, p.value);
            return value.k === 'function' ? { ...value, self: obj } : value;
          }
        }
        return UNKNOWN;
      }
      case 'shape': {
        const type = this.shapeMember(obj, name);
        if (type === undefined) return { k: 'member', of: obj, name };
        const entity = type.k === 'fn' ? UNKNOWN : this.typeEntity(obj.file, type);
        return entity.k === 'unknown' ? { k: 'member', of: obj, name } : entity;
      }
      case 'externalInstance':
      case 'promise':
      case 'array':
      case 'member':
        return { k: 'member', of: obj, name };
      default:
        return UNKNOWN;
    }
  }

  /** Implementations of a method: the nearest up the class chain, and overrides in subclasses. */
  methodsOf(ref: ClassRef, name: string): readonly Extract<Callee, { k: 'function' }>[] {
    const out: Extract<Callee, { k: 'function' }>[] = [];
    let current: ClassRef | undefined = ref;
    for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
      const fn = methodOf(classOf(this.program, current), name, false, factsOf(this.program, current.file));
      if (fn !== undefined) {
        out.push({ k: 'function', file: current.file, fn });
        break;
      }
      current = this.superOf(current);
    }
    for (const sub of this.subclassesOf(ref)) {
      if (out.length >= MAX_OVERRIDES) break;
      const fn = methodOf(classOf(this.program, sub), name, false, factsOf(this.program, sub.file));
      if (fn !== undefined) out.push({ k: 'function', file: sub.file, fn });
    }
    return out;
  }

  fieldEntity(ref: ClassRef, name: string, isStatic: boolean): Entity {
    const key = `${classKey(ref)}.${name}.${String(isStatic)}`;
    return this.answers.ask(this.byName, key, () => this.computeField(ref, name, isStatic));
  }

  private computeField(ref: ClassRef, name: string, isStatic: boolean): Entity {
    const facts = factsOf(this.program, ref.file);
    const cls = classOf(this.program, ref);
    const field = cls.fields.find((f) => f.name === name && f.static === isStatic);
    if (field?.init !== undefined) {
      const fn = isStatic ? cls.staticFn : cls.fieldsFn;
      const entity = this.entityOf({ file: ref.file, fn: fn ?? 0 }, field.init);
      if (entity.k !== 'unknown')
        return field.type === undefined ? entity : richer(entity, this.typeEntity(ref.file, field.type));
    }
    if (field?.type !== undefined) {
      const entity = this.typeEntity(ref.file, field.type);
      if (entity.k !== 'unknown' && entity.k !== 'shape') return entity;
    }
    for (const assignment of this.assignmentsOf(ref).get(name) ?? []) {
      const entity = this.entityOf({ file: ref.file, fn: assignment.in }, assignment.value);
      if (entity.k !== 'unknown') return entity;
    }
    if (field?.type !== undefined) return this.typeEntity(ref.file, field.type);
    void facts;
    const base = this.superOf(ref);
    return base === undefined ? UNKNOWN : this.fieldEntity(base, name, isStatic);
  }

  assignmentsOf(ref: ClassRef): FieldAssignments {
    return assignmentsByClass(factsOf(this.program, ref.file)).get(ref.cls) ?? NO_ASSIGNMENTS;
  }

  superOf(ref: ClassRef): ClassRef | undefined {
    const cls = classOf(this.program, ref);
    if (cls.superClass === undefined) return undefined;
    const base = this.entityOf({ file: ref.file, fn: cls.parent }, cls.superClass);
    return base.k === 'class' && !(base.file === ref.file && base.cls === ref.cls)
      ? { file: base.file, cls: base.cls }
      : undefined;
  }

  /** What a class extends, also when that is not a class of the program (`EventEmitter`). */
  superEntity(ref: ClassRef): Entity {
    const cls = classOf(this.program, ref);
    return cls.superClass === undefined ? UNKNOWN : this.entityOf({ file: ref.file, fn: cls.parent }, cls.superClass);
  }

  subclassesOf(ref: ClassRef): readonly ClassRef[] {
    return this.heritage.subclassesOf(ref);
  }

  // --------------------------------------------------------------------------------------- names and modules

  private thisClass(ctx: FnRef): ClassRef | undefined {
    let fn = fnOf(this.program, ctx);
    while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(this.program, { file: ctx.file, fn: fn.parent });
    return fn.cls === undefined ? undefined : { file: ctx.file, cls: fn.cls };
  }

  private thisEntity(ctx: FnRef): Entity {
    let fn = fnOf(this.program, ctx);
    while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(this.program, { file: ctx.file, fn: fn.parent });
    if (fn.cls !== undefined)
      return fn.static ? { k: 'class', file: ctx.file, cls: fn.cls } : { k: 'instance', file: ctx.file, cls: fn.cls };
    const literal = literalsOf(factsOf(this.program, ctx.file)).get(fn.id);
    return literal === undefined
      ? UNKNOWN
      : { k: 'object', file: ctx.file, expr: literal.expr, owner: { file: ctx.file, fn: literal.owner } };
  }

  bindingEntity(file: string, id: BindingId): Entity {
    return this.answers.ask(this.byName, `${file}:${id}`, () => this.computeBinding(file, id));
  }

  private computeBinding(file: string, id: BindingId): Entity {
    const facts = factsOf(this.program, file);
    const binding = facts.bindings[id];
    if (binding === undefined) return UNKNOWN;
    const imported = importsOf(facts).get(id);
    if (imported !== undefined) return this.importEntity(file, imported.from, imported.imported);
    if (binding.cls !== undefined) return { k: 'class', file, cls: binding.cls };
    if (binding.fn !== undefined) return { k: 'function', file, fn: binding.fn };
    if (binding.init !== undefined) {
      const entity = this.entityOf({ file, fn: binding.owner }, binding.init);
      if (entity.k !== 'unknown')
        return binding.type === undefined ? entity : richer(entity, this.typeEntity(file, binding.type));
    }
    if (binding.type !== undefined) return this.typeEntity(file, binding.type);
    const source = sourcesOf(facts).get(id);
    if (source !== undefined) return this.sourceEntity(file, source);
    return binding.kind === 'param' ? this.callbackParameter(file, facts, binding.owner, id) : UNKNOWN;
  }

  /** Parameters of callbacks given to JavaScript's own iteration methods and to `then`. */
  private callbackParameter(file: string, facts: FileFacts, fn: FunctionId, id: BindingId): Entity {
    const site = callbacksOf(facts).get(fn);
    const index = facts.functions[fn]?.params.findIndex((p) => p.target.k === 'bind' && p.target.b === id) ?? -1;
    const callee = site === undefined ? undefined : bare(site.call.callee);
    if (site === undefined || callee?.k !== 'member' || index < 0) return UNKNOWN;
    const on = this.entityOf({ file, fn: site.in }, callee.obj);
    if (callee.prop === 'then') return on.k === 'promise' && index === 0 ? on.of : UNKNOWN;
    if (isMap(on)) return callee.prop === 'forEach' ? (on.args?.[index === 0 ? 1 : 0] ?? UNKNOWN) : UNKNOWN;
    const position = callee.prop === 'reduce' || callee.prop === 'reduceRight' ? 1 : 0;
    return ITERATION_METHODS.has(callee.prop) && index === position ? elementOf(on) : UNKNOWN;
  }

  private sourceEntity(file: string, source: Source): Entity {
    const ctx = { file, fn: source.fn };
    let entity =
      source.e !== undefined
        ? this.entityOf(ctx, source.e)
        : source.type !== undefined
          ? this.typeEntity(file, source.type)
          : UNKNOWN;
    let path = source.path;
    if (source.element === true) {
      if (isMap(entity)) {
        // Iterating a Map yields [key, value].
        const [step, ...rest] = path;
        entity = typeof step === 'number' ? (entity.args?.[step] ?? UNKNOWN) : UNKNOWN;
        path = rest;
      } else entity = elementOf(entity);
    }
    for (const step of path)
      entity = typeof step === 'number' ? elementOf(entity) : this.memberEntity(ctx, entity, step);
    return entity;
  }

  private moduleEntity(from: string, specifier: string): Entity {
    const target = this.program.resolve(from, specifier);
    if (target === undefined) return external(moduleName(specifier), []);
    return { k: 'namespace', file: target };
  }

  private importEntity(file: string, from: string, imported: string): Entity {
    const target = this.program.resolve(file, from);
    if (target === undefined) return external(moduleName(from), imported === '*' ? [] : [imported]);
    if (imported === '*') {
      const whole = this.exportOf(target, '=');
      return whole.k === 'function' || whole.k === 'class' || whole.k === 'instance'
        ? whole
        : { k: 'namespace', file: target };
    }
    const found = this.exportOf(target, imported);
    if (found.k === 'unknown' && imported === 'default') {
      const whole = this.exportOf(target, '=');
      return whole.k === 'unknown' ? { k: 'namespace', file: target } : whole;
    }
    return found;
  }

  /** What a file exports under a name; '=' is `module.exports` as a whole. */
  exportOf(file: string, name: string, depth = 0): Entity {
    const facts = this.program.files.get(file);
    if (facts === undefined || depth > MAX_DEPTH) return UNKNOWN;
    for (const e of facts.exports) {
      if (e.name !== name) continue;
      if (e.from !== undefined) {
        const target = this.program.resolve(file, e.from);
        if (target === undefined)
          return external(moduleName(e.from), e.imported === '*' || e.imported === undefined ? [] : [e.imported]);
        return e.imported === '*'
          ? { k: 'namespace', file: target }
          : this.exportOf(target, e.imported ?? name, depth + 1);
      }
      const entity =
        e.b !== undefined
          ? this.bindingEntity(file, e.b)
          : e.expr !== undefined
            ? this.entityOf({ file, fn: 0 }, e.expr)
            : UNKNOWN;
      if (entity.k !== 'unknown') return entity;
    }
    if (name === '=') return UNKNOWN;
    for (const e of facts.exports) {
      if (e.name !== '*' || e.from === undefined) continue;
      const target = this.program.resolve(file, e.from);
      if (target === undefined) continue;
      const entity = this.exportOf(target, name, depth + 1);
      if (entity.k !== 'unknown') return entity;
    }
    const whole = facts.exports.find((e) => e.name === '=');
    if (whole === undefined) return UNKNOWN;
    const entity =
      whole.b !== undefined
        ? this.bindingEntity(file, whole.b)
        : whole.expr !== undefined
          ? this.entityOf({ file, fn: 0 }, whole.expr)
          : UNKNOWN;
    return entity.k === 'unknown' || entity.k === 'namespace'
      ? UNKNOWN
      : this.memberEntity({ file, fn: 0 }, entity, name);
  }

  // ------------------------------------------------------------------------------------------------ types

  typeEntity(file: string, type: TypeRef, depth = 0): Entity {
    if (depth > 8) return UNKNOWN;
    switch (type.k) {
      case 'array':
        return { k: 'array', of: this.typeEntity(file, type.of, depth + 1) };
      case 'tuple':
        return { k: 'array', of: type.of[0] === undefined ? UNKNOWN : this.typeEntity(file, type.of[0], depth + 1) };
      case 'union': {
        const telling = type.of.filter((t) => t.k !== 'prim' && t.k !== 'other');
        const entities = telling.map((t) => this.typeEntity(file, t, depth + 1)).filter((t) => t.k !== 'unknown');
        const [first] = entities;
        if (first === undefined) return UNKNOWN;
        return entities.every((e) => e.k === first.k) && telling.length <= 1
          ? first
          : entities.length === 1
            ? first
            : UNKNOWN;
      }
      case 'object':
        return { k: 'shape', file, type, name: '' };
      case 'ref':
        return this.refEntity(file, type, depth);
      default:
        return UNKNOWN;
    }
  }

  private refEntity(file: string, type: Extract<TypeRef, { k: 'ref' }>, depth: number): Entity {
    const [root = '', ...rest] = type.name.split('.');
    if (root === 'Promise' || root === 'PromiseLike') {
      return {
        k: 'promise',
        of: type.args[0] === undefined ? UNKNOWN : this.typeEntity(file, type.args[0], depth + 1),
      };
    }
    if (type.b !== undefined && !root.startsWith('typeof ')) {
      const facts = factsOf(this.program, file);
      const imported = importsOf(facts).get(type.b);
      if (imported !== undefined) return this.importedType(file, imported.from, imported.imported, rest, depth);
      const entity = this.bindingEntity(file, type.b);
      if (entity.k === 'class') return { k: 'instance', file: entity.file, cls: entity.cls };
    }
    if (root.startsWith('typeof ') && type.b !== undefined) {
      let entity = this.bindingEntity(file, type.b);
      for (const step of rest) entity = this.memberEntity({ file, fn: 0 }, entity, step);
      return entity;
    }
    const declared = this.declaredType(file, root, depth);
    if (declared !== undefined) return declared;
    if (type.b !== undefined || type.name === 'T') return UNKNOWN;
    const args = type.args.map((t) => this.typeEntity(file, t, depth + 1));
    return { k: 'externalInstance', module: '', name: type.name, ...(args.length > 0 ? { args } : {}) };
  }

  private importedType(file: string, from: string, imported: string, rest: readonly string[], depth: number): Entity {
    const target = this.program.resolve(file, from);
    if (target === undefined) {
      const path = [...(imported === '*' || imported === 'default' ? [] : [imported]), ...rest];
      return { k: 'externalInstance', module: moduleName(from), name: path.join('.') };
    }
    const name = imported === '*' ? (rest[0] ?? '') : imported;
    return this.exportedType(target, name, depth + 1);
  }

  private exportedType(file: string, name: string, depth: number): Entity {
    if (depth > 8) return UNKNOWN;
    const entity = this.exportOf(file, name);
    if (entity.k === 'class') return { k: 'instance', file: entity.file, cls: entity.cls };
    const declared = this.declaredType(file, name, depth);
    if (declared !== undefined) return declared;
    for (const e of factsOf(this.program, file).exports) {
      if (e.from === undefined || (e.name !== '*' && e.name !== name)) continue;
      const target = this.program.resolve(file, e.from);
      if (target === undefined) continue;
      const found = this.exportedType(target, e.name === '*' ? name : (e.imported ?? name), depth + 1);
      if (found.k !== 'unknown') return found;
    }
    return UNKNOWN;
  }

  private declaredType(file: string, name: string, depth: number): Entity | undefined {
    const declared = factsOf(this.program, file).types.find((t) => t.name === name);
    if (declared === undefined) return undefined;
    if (declared.type.k !== 'object') return this.typeEntity(file, declared.type, depth + 1);
    const [only, ...others] = this.implementersOf(name);
    if (only !== undefined && others.length === 0) return { k: 'instance', ...only };
    return { k: 'shape', file, type: declared.type, name };
  }

  /** Classes that say `implements Name`; an interface with one implementation means that class. */
  implementersOf(name: string): readonly ClassRef[] {
    return this.heritage.implementersOf(name);
  }

  private shapeMember(shape: Extract<Entity, { k: 'shape' }>, name: string): TypeRef | undefined {
    return shape.type.k === 'object' ? shape.type.props.find((p) => p.name === name)?.type : undefined;
  }
}

const ITERATION_METHODS: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'findIndex',
  'some',
  'every',
  'flatMap',
  'reduce',
  'reduceRight',
  'findLast',
]);

function isMap(entity: Entity): entity is Extract<Entity, { k: 'externalInstance' }> {
  return entity.k === 'externalInstance' && entity.module === '' && /^(Weak|Readonly)?Map$/.test(entity.name);
}

function elementOf(entity: Entity): Entity {
  if (entity.k === 'array') return entity.of;
  if (entity.k === 'promise') return UNKNOWN;
  if (entity.k === 'externalInstance' && entity.module === '' && entity.name === 'Set')
    return entity.args?.[0] ?? UNKNOWN;
  return UNKNOWN;
}

/** The annotation may know more than the initialiser: `const m: Map<string, Conn> = new Map()`. */
function richer(value: Entity, annotated: Entity): Entity {
  if (
    value.k === 'externalInstance' &&
    annotated.k === 'externalInstance' &&
    value.args === undefined &&
    annotated.args !== undefined
  )
    return annotated;
  if (value.k === 'array' && annotated.k === 'array' && value.of.k === 'unknown') return annotated;
  return value;
}

const literalsOf = perFile(objectMethods);
const callbacksOf = perFile(callbackCalls);
const importsOf = perFile((facts) => new Map(facts.imports.map((i) => [i.b, i])));
const assignmentsByClass = perFile(fieldAssignments);
const NO_ASSIGNMENTS: FieldAssignments = new Map();

/** Where destructured names, loop variables and untyped single assignments come from. */
const sourcesOf = perFile((facts): ReadonlyMap<BindingId, Source> => {
  const found = new Map<BindingId, Source>();
  const visit = (p: Pattern, base: Omit<Source, 'path'>, path: readonly (string | number)[]): void => {
    if (p.k === 'bind') {
      if (!found.has(p.b)) found.set(p.b, { ...base, path });
    } else if (p.k === 'objectPattern') {
      for (const prop of p.props) if (typeof prop.key === 'string') visit(prop.target, base, [...path, prop.key]);
    } else if (p.k === 'arrayPattern') {
      for (const [i, elem] of p.elems.entries()) if (elem !== undefined) visit(elem.target, base, [...path, i]);
    }
  };
  for (const fn of facts.functions) {
    for (const p of fn.params) {
      if (p.type !== undefined) visit(p.target, { fn: fn.id, type: p.type }, []);
      else if (p.init !== undefined) visit(p.target, { fn: fn.id, e: p.init }, []);
    }
    forEachStmt(fn.body, (s) => {
      if (s.k === 'let') {
        for (const d of s.decls) {
          if (d.init !== undefined) visit(d.target, { fn: fn.id, e: d.init }, []);
        }
      } else if (s.k === 'forEach' && s.kind !== 'in') {
        visit(s.target, { fn: fn.id, e: s.right, element: true }, []);
      }
      for (const e of exprsOfStmt(s)) {
        if (
          e.k === 'assign' &&
          e.op !== '+=' &&
          e.target.k === 'bind' &&
          facts.bindings[e.target.b]?.init === undefined
        ) {
          visit(e.target, { fn: fn.id, e: e.value }, []);
        }
      }
    });
  }
  return found;
});
