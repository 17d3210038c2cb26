/**
 * One object by several paths. Objects hand their parts to the objects that they make: in a class that says
 * `this.syncing = new Syncing(this.service)`, `this.syncing.service` is `this.service`, and the way back
 * (`new Child(this)`, `this.child.parent`) is `this`. Paths are written in their shortest form, so that a lock which is
 * taken again two objects further on is seen to be the same one.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { bindingOf, classOf, fnOf, thisClassOf, type FnRef } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare } from '../walk.ts';
import type { Path } from './domain.ts';

interface ClassRef {
  readonly file: string;
  readonly cls: number;
}

/** An object on the way along a path. */
interface Reached {
  readonly path: Path;
  readonly cls: ClassRef | undefined;
  /** The construction that made it, where that stands, and the object whose member function it is. */
  readonly made?: { readonly e: ExprOf<'new'>; readonly ctx: FnRef; readonly owner: Reached | undefined };
}

const MAX_STEPS = 8;

export class SameObject {
  private readonly resolver: Resolver;
  private readonly kept = new Map<string, ReadonlyMap<string, number>>();

  constructor(resolver: Resolver) {
    this.resolver = resolver;
  }

  /** The shortest path to the object at `path`, seen from a function. */
  shortest(ctx: FnRef, path: Path): Path {
    if (path.steps.length < 2) return path;
    let at = this.start(ctx, path);
    if (at === undefined) return path;
    for (const [i, step] of path.steps.entries()) {
      if (step.startsWith('[') || i > MAX_STEPS)
        return { root: at.path.root, steps: [...at.path.steps, ...path.steps.slice(i)] };
      at = this.step(at, step);
    }
    return at.path;
  }

  private start(ctx: FnRef, path: Path): Reached | undefined {
    const root: Path = { root: path.root, steps: [] };
    if (path.root === 'this') {
      const own = thisClassOf(this.resolver.program, ctx);
      return own === undefined || own.static ? undefined : { path: root, cls: { file: ctx.file, cls: own.cls } };
    }
    const variable = /^v:(.*)#(\d+)$/.exec(path.root);
    const file = variable?.[1];
    if (file === undefined || !this.resolver.program.files.has(file)) return undefined;
    const binding = bindingOf(this.resolver.program, file, Number(variable?.[2]));
    if (binding.reassigned) return undefined;
    const entity = this.resolver.bindingEntity(file, binding.id);
    const init = binding.init === undefined ? undefined : bare(binding.init);
    const made = init?.k === 'new' ? { e: init, ctx: { file, fn: binding.owner }, owner: undefined } : undefined;
    return { path: root, cls: instance(entity), ...(made === undefined ? {} : { made }) };
  }

  private step(from: Reached, field: string): Reached {
    const path = { root: from.path.root, steps: [...from.path.steps, field] };
    if (from.cls === undefined) return { path, cls: undefined };
    const index = from.made === undefined ? undefined : this.keptArguments(from.cls).get(field);
    if (from.made !== undefined && index !== undefined) {
      const arg = from.made.e.args[index];
      const given = arg === undefined ? undefined : this.given(from.made.ctx, from.made.owner, arg);
      if (given !== undefined) return given;
    }
    const made = this.construction(from, field);
    return {
      path,
      cls: instance(this.resolver.fieldEntity(from.cls, field, false)),
      ...(made === undefined ? {} : { made }),
    };
  }

  /** `this.x = new X(...)`, when nothing else is ever put there. */
  private construction(from: Reached, field: string): Reached['made'] {
    const { cls } = from;
    const [only, ...others] = cls === undefined ? [] : (this.resolver.assignmentsOf(cls).get(field) ?? []);
    const value = only === undefined || others.length > 0 ? undefined : bare(only.value);
    if (cls === undefined || only === undefined || value?.k !== 'new') return undefined;
    return { e: value, ctx: { file: cls.file, fn: only.in }, owner: from };
  }

  /** The object that an argument of a construction is, as a path from the root. */
  private given(ctx: FnRef, owner: Reached | undefined, arg: Expr): Reached | undefined {
    const e = bare(arg);
    if (e.k === 'this') return owner;
    if (e.k === 'member') {
      const on = this.given(ctx, owner, e.obj);
      return on === undefined ? undefined : this.step(on, e.prop);
    }
    if (e.k !== 'var') return undefined;
    const binding = bindingOf(this.resolver.program, ctx.file, e.b);
    if (binding.reassigned) return undefined;
    if (binding.kind === 'param') {
      // `constructor(service) { this.service = service; this.part = new Part(service); }`
      if (owner?.cls === undefined || fnOf(this.resolver.program, ctx).kind !== 'constructor') return undefined;
      const { params } = fnOf(this.resolver.program, ctx);
      const index = params.findIndex((p) => p.target.k === 'bind' && p.target.b === e.b);
      const field = [...this.keptArguments(owner.cls)].find(([, i]) => i === index)?.[0];
      return field === undefined ? undefined : this.step(owner, field);
    }
    if (binding.owner === 0 && binding.kind !== 'import')
      return this.start(ctx, { root: `v:${ctx.file}#${e.b}`, steps: [] });
    const init = binding.init === undefined ? undefined : bare(binding.init);
    return init?.k === 'member' ? this.given(ctx, owner, init) : undefined;
  }

  /** Fields that a constructor fills with its parameters, and nobody else fills. */
  keptArguments(cls: ClassRef): ReadonlyMap<string, number> {
    const key = `${cls.file}#${cls.cls}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const found = new Map<string, number>();
    this.kept.set(key, found);
    const { ctor } = classOf(this.resolver.program, cls);
    if (ctor === undefined) return found;
    const { params } = fnOf(this.resolver.program, { file: cls.file, fn: ctor });
    for (const [field, assignments] of this.resolver.assignmentsOf(cls)) {
      const [only, ...others] = assignments;
      if (only === undefined || others.length > 0 || only.in !== ctor || only.value.k !== 'var') continue;
      const { b } = only.value;
      const index = params.findIndex((p) => p.target.k === 'bind' && p.target.b === b);
      if (index >= 0) found.set(field, index);
    }
    return found;
  }
}

function instance(entity: { readonly k: string; readonly file?: string; readonly cls?: number }): ClassRef | undefined {
  return entity.k === 'instance' && entity.file !== undefined && entity.cls !== undefined
    ? { file: entity.file, cls: entity.cls }
    : undefined;
}
