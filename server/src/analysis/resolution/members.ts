/** Members: of classes up and down their chain, of object literals and types, and what `this` is. */
import type { TypeRef } from '../../facts/core.ts';
import { fieldAssignments, methodOf, objectMethods, type FieldAssignments } from '../class-index.ts';
import { external, UNKNOWN, type Callee, type Entity } from '../entities.ts';
import type { ClassRef } from '../heritage.ts';
import { perFile } from '../per-file.ts';
import { classOf, factsOf, fnOf, type FnRef } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { richer } from './collections.ts';
import { MAX_DEPTH } from './limits.ts';
import { exportOf } from './modules.ts';
import { typeEntity } from './types.ts';

const MAX_OVERRIDES = 6;

const literalsOf = perFile(objectMethods);
const assignmentsByClass = perFile(fieldAssignments);
const NO_ASSIGNMENTS: FieldAssignments = new Map();

export function memberEntity(r: Resolver, ctx: FnRef, obj: Entity, name: string): Entity {
  switch (obj.k) {
    case 'namespace': {
      const found = exportOf(r, obj.file, name);
      if (found.k !== 'unknown') return found;
      if (name === 'default') {
        const whole = exportOf(r, obj.file, '=');
        return whole.k === 'unknown' ? obj : whole;
      }
      return UNKNOWN;
    }
    case 'external':
      return external(obj.module, [...obj.path, name]);
    case 'global':
      return { k: 'global', path: [...obj.path, name] };
    case 'instance': {
      const method = methodsOf(r, obj, name)[0];
      if (method !== undefined && method.k === 'function') {
        const fn = fnOf(r.program, method);
        return fn.kind === 'getter' ? r.returnEntity(method) : { ...method, self: obj };
      }
      return r.fieldEntity(obj, name, false);
    }
    case 'class': {
      const cls = classOf(r.program, obj);
      const fn = methodOf(cls, name, true, factsOf(r.program, obj.file));
      if (fn !== undefined) {
        const ref = { file: obj.file, fn };
        return fnOf(r.program, ref).kind === 'getter' ? r.returnEntity(ref) : { k: 'function', ...ref, self: obj };
      }
      const field = r.fieldEntity(obj, name, true);
      if (field.k !== 'unknown') return field;
      const base = superOf(r, obj);
      return base === undefined ? UNKNOWN : memberEntity(r, ctx, { k: 'class', ...base }, name);
    }
    case 'object': {
      for (const p of obj.expr.props) {
        if (p.k === 'prop' && p.key === name) {
          if (p.kind === 'get' && p.value.k === 'func') return r.returnEntity({ file: obj.file, fn: p.value.fn });
          const value = r.entityOf(obj.owner, p.value);
          return value.k === 'function' ? { ...value, self: obj } : value;
        }
      }
      return UNKNOWN;
    }
    case 'shape': {
      const type = shapeMember(obj, name);
      if (type === undefined) return { k: 'member', of: obj, name };
      const entity = type.k === 'fn' ? UNKNOWN : typeEntity(r, obj.file, type);
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
export function methodsOf(r: Resolver, ref: ClassRef, name: string): readonly Extract<Callee, { k: 'function' }>[] {
  const out: Extract<Callee, { k: 'function' }>[] = [];
  let current: ClassRef | undefined = ref;
  for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
    const fn = methodOf(classOf(r.program, current), name, false, factsOf(r.program, current.file));
    if (fn !== undefined) {
      out.push({ k: 'function', file: current.file, fn });
      break;
    }
    current = superOf(r, current);
  }
  for (const sub of r.heritage.subclassesOf(ref)) {
    if (out.length >= MAX_OVERRIDES) break;
    const fn = methodOf(classOf(r.program, sub), name, false, factsOf(r.program, sub.file));
    if (fn !== undefined) out.push({ k: 'function', file: sub.file, fn });
  }
  return out;
}

export function declaredField(r: Resolver, ref: ClassRef, name: string, isStatic: boolean): Entity {
  const cls = classOf(r.program, ref);
  const field = cls.fields.find((f) => f.name === name && f.static === isStatic);
  if (field?.init !== undefined) {
    const fn = isStatic ? cls.staticFn : cls.fieldsFn;
    const entity = r.entityOf({ file: ref.file, fn: fn ?? 0 }, field.init);
    if (entity.k !== 'unknown')
      return field.type === undefined ? entity : richer(entity, typeEntity(r, ref.file, field.type));
  }
  if (field?.type !== undefined) {
    const entity = typeEntity(r, ref.file, field.type);
    if (entity.k !== 'unknown' && entity.k !== 'shape') return entity;
  }
  for (const assignment of assignmentsOf(r, ref).get(name) ?? []) {
    const entity = r.entityOf({ file: ref.file, fn: assignment.in }, assignment.value);
    if (entity.k !== 'unknown') return entity;
  }
  if (field?.type !== undefined) return typeEntity(r, ref.file, field.type);
  const base = superOf(r, ref);
  return base === undefined ? UNKNOWN : r.fieldEntity(base, name, isStatic);
}

export function assignmentsOf(r: Resolver, ref: ClassRef): FieldAssignments {
  return assignmentsByClass(factsOf(r.program, ref.file)).get(ref.cls) ?? NO_ASSIGNMENTS;
}

export function superOf(r: Resolver, ref: ClassRef): ClassRef | undefined {
  const cls = classOf(r.program, ref);
  if (cls.superClass === undefined) return undefined;
  const base = r.entityOf({ file: ref.file, fn: cls.parent }, cls.superClass);
  return base.k === 'class' && !(base.file === ref.file && base.cls === ref.cls)
    ? { file: base.file, cls: base.cls }
    : undefined;
}

export function thisClass(r: Resolver, ctx: FnRef): ClassRef | undefined {
  let fn = fnOf(r.program, ctx);
  while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(r.program, { file: ctx.file, fn: fn.parent });
  return fn.cls === undefined ? undefined : { file: ctx.file, cls: fn.cls };
}

export function thisEntity(r: Resolver, ctx: FnRef): Entity {
  let fn = fnOf(r.program, ctx);
  while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(r.program, { file: ctx.file, fn: fn.parent });
  if (fn.cls !== undefined)
    return fn.static ? { k: 'class', file: ctx.file, cls: fn.cls } : { k: 'instance', file: ctx.file, cls: fn.cls };
  const literal = literalsOf(factsOf(r.program, ctx.file)).get(fn.id);
  return literal === undefined
    ? UNKNOWN
    : { k: 'object', file: ctx.file, expr: literal.expr, owner: { file: ctx.file, fn: literal.owner } };
}

function shapeMember(shape: Extract<Entity, { k: 'shape' }>, name: string): TypeRef | undefined {
  return shape.type.k === 'object' ? shape.type.props.find((p) => p.name === name)?.type : undefined;
}
