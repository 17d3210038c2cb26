/** What an expression denotes, by its form; names, members and types are asked of the files beside this one. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { UNKNOWN, type Entity } from '../entities.ts';
import { fnOf, type FnRef } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachStmt } from '../walk.ts';
import { isMap } from './collections.ts';
import { memberEntity, superOf, thisClass, thisEntity } from './members.ts';
import { exportOf, moduleEntity } from './modules.ts';
import { typeEntity } from './types.ts';

export function expressionEntity(r: Resolver, ctx: FnRef, e: Expr): Entity {
  switch (e.k) {
    case 'var':
      return r.bindingEntity(ctx.file, e.b);
    case 'global':
      return e.name === 'globalThis' || e.name === 'window' || e.name === 'global' || e.name === 'self'
        ? { k: 'global', path: [] }
        : { k: 'global', path: [e.name] };
    case 'this':
      return thisEntity(r, ctx);
    case 'super': {
      const own = thisClass(r, ctx);
      const base = own === undefined ? undefined : superOf(r, own);
      return base === undefined ? UNKNOWN : { k: 'instance', ...base };
    }
    case 'member':
      return memberEntity(r, ctx, r.entityOf(ctx, e.obj), e.prop);
    case 'index': {
      const obj = r.entityOf(ctx, e.obj);
      if (obj.k === 'array') return obj.of;
      if (obj.k === 'externalInstance' && obj.args?.length === 1) return obj.args[0] ?? UNKNOWN;
      return UNKNOWN;
    }
    case 'call':
      return callEntity(r, ctx, e);
    case 'new':
      return newEntity(r, ctx, e);
    case 'await': {
      const inner = r.entityOf(ctx, e.e);
      return inner.k === 'promise' ? inner.of : inner;
    }
    case 'assign':
      return e.op === '=' || e.op === '??=' || e.op === '||=' ? r.entityOf(ctx, e.value) : UNKNOWN;
    case 'logical':
    case 'cond': {
      const left = r.entityOf(ctx, e.k === 'cond' ? e.then : e.left);
      const right = r.entityOf(ctx, e.k === 'cond' ? e.else : e.right);
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
      const of = r.entityOf(ctx, first.k === 'spread' ? first.e : first);
      return { k: 'array', of: first.k === 'spread' && of.k === 'array' ? of.of : of };
    }
    case 'seq': {
      const last = e.list[e.list.length - 1];
      return last === undefined ? UNKNOWN : r.entityOf(ctx, last);
    }
    case 'cast': {
      const inner = r.entityOf(ctx, e.e);
      return inner.k === 'unknown' ? typeEntity(r, ctx.file, e.type) : inner;
    }
    case 'import': {
      if (e.e.k !== 'const' || typeof e.e.value !== 'string') return UNKNOWN;
      return { k: 'promise', of: moduleEntity(r, ctx.file, e.e.value) };
    }
    default:
      return UNKNOWN;
  }
}

function callEntity(r: Resolver, ctx: FnRef, e: ExprOf<'call'>): Entity {
  const callee = bare(e.callee);
  if (
    callee.k === 'global' &&
    callee.name === 'require' &&
    e.args[0]?.k === 'const' &&
    typeof e.args[0].value === 'string'
  ) {
    return moduleEntity(r, ctx.file, e.args[0].value);
  }
  if (callee.k === 'member') {
    const known = builtinCall(r, ctx, callee, e);
    if (known !== undefined) return known;
  }
  for (const target of r.calleesOf(ctx, e)) {
    if (target.k === 'function') {
      const result = r.returnEntity({ file: target.file, fn: target.fn });
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
function builtinCall(r: Resolver, ctx: FnRef, callee: ExprOf<'member'>, e: ExprOf<'call'>): Entity | undefined {
  const on = r.entityOf(ctx, callee.obj);
  const first = e.args[0];
  switch (callee.prop) {
    case 'bind':
      return on.k === 'function' ? on : undefined;
    case 'freeze':
    case 'seal':
    case 'assign':
      return on.k === 'global' && on.path[0] === 'Object' && first !== undefined ? r.entityOf(ctx, first) : undefined;
    case 'resolve':
      return on.k === 'global' && on.path[0] === 'Promise'
        ? { k: 'promise', of: first === undefined ? UNKNOWN : r.entityOf(ctx, first) }
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
        return { k: 'array', of: r.returnEntity({ file: ctx.file, fn: first.fn }) };
      return undefined;
    case 'from':
      if (on.k === 'global' && on.path[0] === 'Array') {
        const mapper = e.args[1];
        if (mapper?.k === 'func') return { k: 'array', of: r.returnEntity({ file: ctx.file, fn: mapper.fn }) };
        const source = first === undefined ? UNKNOWN : r.entityOf(ctx, first);
        return source.k === 'array' ? source : { k: 'array', of: UNKNOWN };
      }
      return undefined;
    default:
      return undefined;
  }
}

function newEntity(r: Resolver, ctx: FnRef, e: ExprOf<'new'>): Entity {
  const target = r.entityOf(ctx, e.callee);
  switch (target.k) {
    case 'class':
      return { k: 'instance', file: target.file, cls: target.cls };
    case 'external':
      return { k: 'externalInstance', module: target.module, name: target.path.join('.') };
    case 'global': {
      const name = target.path.join('.');
      if (name === 'Promise')
        return { k: 'promise', of: e.typeArgs[0] === undefined ? UNKNOWN : typeEntity(r, ctx.file, e.typeArgs[0]) };
      if (name === 'Array')
        return { k: 'array', of: e.typeArgs[0] === undefined ? UNKNOWN : typeEntity(r, ctx.file, e.typeArgs[0]) };
      const args = e.typeArgs.map((t) => typeEntity(r, ctx.file, t));
      return { k: 'externalInstance', module: '', name, ...(args.length > 0 ? { args } : {}) };
    }
    case 'namespace': {
      const whole = exportOf(r, target.file, '=');
      return whole.k === 'class' ? { k: 'instance', file: whole.file, cls: whole.cls } : UNKNOWN;
    }
    default:
      return UNKNOWN;
  }
}

/** What a function returns: its return annotation, else its first telling return expression. */
export function returnedEntity(r: Resolver, ref: FnRef): Entity {
  const fn = fnOf(r.program, ref);
  let result = fn.returns !== undefined ? typeEntity(r, ref.file, fn.returns) : UNKNOWN;
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
      const entity = r.entityOf(ref, s.e);
      result = fn.async && entity.k !== 'promise' && entity.k !== 'unknown' ? { k: 'promise', of: entity } : entity;
    });
    if (fn.async && result.k === 'unknown') result = { k: 'promise', of: UNKNOWN };
  }
  return result;
}
