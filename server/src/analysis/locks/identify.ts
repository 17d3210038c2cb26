/** Which lock an expression denotes: library classes, Web Locks, limiters; and what a call does to it. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import {
  isWebLocks,
  lockClass,
  lockFunction,
  type LockClass,
  type LockMode,
  type LockOp,
} from '../../knowledge/locks.ts';
import { type Pool, poolMadeBy } from '../../knowledge/pools.ts';
import { bindingOf, classOf, factsOf, type FnRef, type Program } from '../program.ts';
import type { Callee, Entity, Resolver } from '../resolve.ts';
import { bare } from '../walk.ts';
import { givesRelease } from './called-release.ts';

export interface LibraryCall {
  readonly op: LockOp;
  /** The expression that denotes the lock object; undefined for Web Locks and file locks. */
  readonly target: Expr | undefined;
  readonly space: 'object' | 'web' | 'file';
  readonly shape: LockClass['shape'];
  readonly capacity: number | undefined;
  readonly reentrant: boolean;
  readonly timed: boolean;
  readonly limiter: boolean;
  readonly keyed: boolean;
  readonly unit?: 'connection';
}

export class Identifier {
  private readonly program: Program;
  private readonly resolver: Resolver;

  constructor(program: Program, resolver: Resolver) {
    this.program = program;
    this.resolver = resolver;
  }

  /** The library class of which an expression is an instance. */
  classOf(ctx: FnRef, e: Expr): { cls: LockClass; timed: boolean } | undefined {
    const entity = this.resolver.entityOf(ctx, e);
    return lockClassOf(entity);
  }

  /** What a call does when its callee belongs to a lock library. */
  libraryCall(ctx: FnRef, e: ExprOf<'call'>, callees: readonly Callee[]): LibraryCall | undefined {
    const callee = bare(e.callee);
    for (const c of callees) {
      if (c.k === 'global' || c.k === 'external') {
        const path = c.path.slice(0, -1);
        if (c.path[c.path.length - 1] === 'request' && isWebLocks(c.k === 'global' ? '' : c.module, path))
          return webLock(e);
        if (c.k === 'external') {
          const fn = lockFunction(c.module, c.path);
          if (fn?.k === 'op')
            return {
              op: fn.op,
              target: undefined,
              space: 'file',
              shape: 'mutex',
              capacity: 1,
              reentrant: false,
              timed: false,
              limiter: false,
              keyed: true,
            };
        }
      }
    }
    if (callee.k === 'member') {
      const found = this.classOf(ctx, callee.obj);
      const op =
        found !== undefined && Object.hasOwn(found.cls.ops, callee.prop) ? found.cls.ops[callee.prop] : undefined;
      if (found === undefined) return this.poolCall(ctx, e, callee) ?? this.usedAsLock(ctx, e, callees);
      if (op === undefined) return undefined;
      const made = this.creation(ctx, callee.obj);
      if (found.cls.limiter && made !== undefined && admitsAll(made, found.cls)) return undefined;
      return {
        op,
        target: callee.obj,
        space: 'object',
        shape: found.cls.shape,
        capacity:
          found.cls.shape === 'semaphore' ? capacityOf(made, found.cls.capacityArg ?? 0, found.cls.capacityProp) : 1,
        reentrant:
          found.cls.reentrant || (found.cls.reentrantOption !== undefined && optionOf(made, found.cls.reentrantOption)),
        timed: found.timed,
        limiter: found.cls.limiter,
        keyed: found.cls.keyed,
      };
    }
    const entity = this.resolver.entityOf(ctx, callee);
    if (entity.k === 'externalInstance' && entity.name.endsWith('()')) {
      const fn = lockFunction(entity.module, entity.name === '()' ? [] : entity.name.slice(0, -2).split('.'));
      if (fn?.k === 'make-runner') {
        const capacity =
          fn.capacityArg < 0 ? 1 : capacityOf(this.creation(ctx, callee), fn.capacityArg, fn.capacityProp);
        return {
          op: { op: 'run', callback: 0 },
          target: callee,
          space: 'object',
          shape: 'semaphore',
          capacity,
          reentrant: false,
          timed: false,
          limiter: true,
          keyed: false,
        };
      }
      if (fn?.k === 'make-acquirer')
        return {
          op: { op: 'acquire', grants: 'releaser' },
          target: callee,
          space: 'object',
          shape: 'mutex',
          capacity: 1,
          reentrant: false,
          timed: false,
          limiter: false,
          keyed: false,
        };
    }
    return this.poolCall(ctx, e, callee) ?? this.usedAsLock(ctx, e, callees);
  }

  /** A connection is taken out of a pool, for one question or for longer. */
  private poolCall(ctx: FnRef, e: ExprOf<'call'>, callee: Expr): LibraryCall | undefined {
    const target = callee.k === 'member' ? callee.obj : callee;
    const on = this.resolver.entityOf(ctx, target);
    const pool = on.k === 'externalInstance' ? poolMadeBy(on.module, on.name) : undefined;
    if (pool === undefined) return undefined;
    const op =
      callee.k !== 'member'
        ? pool.callable && ({ op: 'run', callback: -1 } as const)
        : Object.hasOwn(pool.ops, callee.prop)
          ? pool.ops[callee.prop]
          : undefined;
    // `pool.connect((error, client, release) => ...)`: the callback form is not followed.
    if (op === undefined || (op.op === 'acquire' && e.args.length > 0)) return undefined;
    return {
      op,
      target,
      space: 'object',
      shape: 'semaphore',
      capacity: poolSize(pool, this.creation(ctx, target)),
      reentrant: false,
      timed: false,
      limiter: false,
      keyed: false,
      unit: 'connection',
    };
  }

  /** Something outside of the program whose result is used as a release function. */
  private usedAsLock(ctx: FnRef, e: ExprOf<'call'>, callees: readonly Callee[]): LibraryCall | undefined {
    if (callees.some((c) => c.k === 'function') || !givesRelease(factsOf(this.program, ctx.file), e)) return undefined;
    const callee = bare(e.callee);
    return {
      op: { op: 'acquire', grants: 'releaser', ...(e.args.length > 0 ? { key: 0 } : {}) },
      target: callee.k === 'member' ? callee.obj : callee,
      space: 'object',
      shape: 'mutex',
      capacity: 1,
      reentrant: true,
      timed: false,
      limiter: false,
      keyed: e.args.length > 0,
    };
  }

  /** The `new X(...)` or call that made the object an expression denotes. */
  creation(ctx: FnRef, target: Expr, depth = 0): ExprOf<'new'> | ExprOf<'call'> | undefined {
    const e = bare(target);
    if (depth > 6) return undefined;
    if (e.k === 'new') return e;
    if (e.k === 'call') return e;
    if (e.k === 'var') {
      const binding = bindingOf(this.program, ctx.file, e.b);
      return binding.init === undefined
        ? undefined
        : this.creation({ file: ctx.file, fn: binding.owner }, binding.init, depth + 1);
    }
    if (e.k === 'member') {
      const obj = this.resolver.entityOf(ctx, e.obj);
      if (obj.k !== 'instance' && obj.k !== 'class') return undefined;
      const cls = classOf(this.program, obj);
      const init =
        cls.fields.find((f) => f.name === e.prop)?.init ?? this.resolver.assignmentsOf(obj).get(e.prop)?.[0]?.value;
      return init === undefined
        ? undefined
        : this.creation({ file: obj.file, fn: cls.ctor ?? cls.fieldsFn ?? 0 }, init, depth + 1);
    }
    return undefined;
  }
}

export function lockClassOf(entity: Entity): { cls: LockClass; timed: boolean } | undefined {
  if (entity.k !== 'externalInstance') return undefined;
  if (entity.module === 'async-mutex' && (entity.name === 'withTimeout()' || entity.name === 'MutexInterface')) {
    const cls = lockClass('async-mutex', 'Mutex');
    return cls === undefined ? undefined : { cls, timed: entity.name === 'withTimeout()' };
  }
  const name = entity.module === 'async-mutex' && entity.name === 'SemaphoreInterface' ? 'Semaphore' : entity.name;
  if (name.endsWith('()')) return undefined;
  const cls = lockClass(entity.module, name);
  return cls === undefined ? undefined : { cls, timed: false };
}

function webLock(e: ExprOf<'call'>): LibraryCall | undefined {
  const options = e.args.length > 2 ? e.args[1] : undefined;
  const property = (name: string): Expr | undefined => {
    const p = options?.k === 'object' ? options.props.find((q) => q.k === 'prop' && q.key === name) : undefined;
    return p?.k === 'prop' ? p.value : undefined;
  };
  const isTrue = (v: Expr | undefined): boolean => v?.k === 'const' && v.value === true;
  if (isTrue(property('ifAvailable')) || isTrue(property('steal'))) return undefined;
  const mode = property('mode');
  const shared: LockMode = mode?.k === 'const' && mode.value === 'shared' ? 'shared' : 'exclusive';
  return {
    op: { op: 'run', callback: e.args.length > 2 ? 2 : 1, key: 0, mode: shared },
    target: undefined,
    space: 'web',
    shape: shared === 'shared' ? 'rw' : 'mutex',
    capacity: 1,
    reentrant: false,
    timed: property('signal') !== undefined,
    limiter: false,
    keyed: true,
  };
}

/** The size that the options of a pool name; undefined when they leave it to the library. */
function poolSize(pool: Pool, made: ExprOf<'new'> | ExprOf<'call'> | undefined): number | undefined {
  const property = (e: Expr | undefined, name: string): Expr | undefined => {
    const p = e?.k === 'object' ? e.props.find((q) => q.k === 'prop' && q.key === name) : undefined;
    return p?.k === 'prop' ? bare(p.value) : undefined;
  };
  const options = made?.args[pool.options];
  const size = pool.size.reduce(property, options);
  if (size?.k === 'const' && typeof size.value === 'number') return size.value;
  const driver = pool.single === undefined ? undefined : property(options, pool.single.option);
  return driver?.k === 'const' && pool.single?.values.test(String(driver.value)) === true ? 1 : undefined;
}

/** A limiter that was made without a limit. */
function admitsAll(made: ExprOf<'new'> | ExprOf<'call'>, { capacityArg = 0, capacityProp = '' }: LockClass): boolean {
  if (made.args.some((arg) => arg.k === 'spread')) return false;
  const options = made.args[capacityArg];
  if (options === undefined) return true;
  return options.k === 'object' && options.props.every((p) => p.k === 'prop' && p.key !== capacityProp);
}

function capacityOf(
  made: ExprOf<'new'> | ExprOf<'call'> | undefined,
  index: number,
  prop: string | undefined,
): number | undefined {
  let arg = made?.args[index];
  if (arg?.k === 'object' && prop !== undefined) {
    const p = arg.props.find((q) => q.k === 'prop' && q.key === prop);
    arg = p?.k === 'prop' ? p.value : undefined;
  }
  return arg?.k === 'const' && typeof arg.value === 'number' ? arg.value : undefined;
}

function optionOf(made: ExprOf<'new'> | ExprOf<'call'> | undefined, option: string): boolean {
  return (
    made?.args.some(
      (arg) =>
        arg.k === 'object' &&
        arg.props.some((p) => p.k === 'prop' && p.key === option && p.value.k === 'const' && p.value.value === true),
    ) ?? false
  );
}
