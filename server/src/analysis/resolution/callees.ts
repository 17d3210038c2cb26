/** Which functions a call or construction runs: of the program, of packages, or JavaScript's own. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import type { Callee, Entity } from '../entities.ts';
import type { ClassRef } from '../heritage.ts';
import { classOf, type FnRef } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare } from '../walk.ts';
import { methodsOf, superOf, thisClass } from './members.ts';
import { MAX_DEPTH } from './limits.ts';
import { exportOf } from './modules.ts';

/** What a call or construction may run; empty when nothing is known. */
export function calleesOf(r: Resolver, ctx: FnRef, call: ExprOf<'call'> | ExprOf<'new'>): readonly Callee[] {
  const callee = bare(call.callee);
  if (call.k === 'new') {
    const target = r.entityOf(ctx, callee);
    if (target.k === 'class') return constructorsOf(r, target);
    if (target.k === 'external') return [{ k: 'external', module: target.module, path: target.path }];
    return target.k === 'global' ? [{ k: 'global', path: target.path }] : [];
  }
  if (callee.k === 'super') {
    const own = thisClass(r, ctx);
    const base = own === undefined ? undefined : superOf(r, own);
    return base === undefined ? [] : constructorsOf(r, base);
  }
  if (callee.k === 'member') {
    const on = r.entityOf(ctx, callee.obj);
    if (on.k === 'instance') {
      const methods = methodsOf(r, on, callee.prop);
      if (methods.length > 0) return methods.map((m) => ({ ...m, self: on }));
    }
    if ((callee.prop === 'call' || callee.prop === 'apply') && on.k === 'function') return [on];
  }
  return calleesOfEntity(r, r.entityOf(ctx, callee), callee, ctx);
}

function calleesOfEntity(r: Resolver, target: Entity, callee: Expr, ctx: FnRef): readonly Callee[] {
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
      return constructorsOf(r, target);
    case 'namespace': {
      const whole = exportOf(r, target.file, '=');
      return whole.k === 'function' ? [whole] : [];
    }
    default:
      return callee.k === 'member' ? [{ k: 'method', on: r.entityOf(ctx, callee.obj), name: callee.prop }] : [];
  }
}

/** Constructor and field initialisers that `new` of a class runs, base classes included. */
function constructorsOf(r: Resolver, ref: ClassRef): readonly Callee[] {
  const out: Callee[] = [];
  const self: Entity = { k: 'instance', ...ref };
  let current: ClassRef | undefined = ref;
  for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
    const cls = classOf(r.program, current);
    if (cls.fieldsFn !== undefined) out.push({ k: 'function', file: current.file, fn: cls.fieldsFn, self });
    if (cls.ctor !== undefined) out.push({ k: 'function', file: current.file, fn: cls.ctor, self });
    // A constructor runs its base's through super(...), which is a call of its own.
    if (cls.ctor !== undefined) break;
    current = superOf(r, current);
  }
  return out;
}
