/** How code at some place can name a lock: in an annotation, and as an expression. */
import { bindingOf, classOf, factsOf, thisClassOf, type FnRef } from '../program.ts';
import type { Lock } from './domain.ts';
import { lockClassOf } from './identify.ts';
import type { LockView } from './index.ts';

export interface LockName {
  /** `mutex`, `registryLock`, `Registry.mutex`, as annotations say it. */
  readonly tag: string;
  readonly expression: string;
  /** It can be taken by `runExclusive`. */
  readonly runs: boolean;
}

/** The name of a lock for the code of a function; undefined when it cannot reach it by a simple one. */
export function lockNamed({ program, it: { resolver } }: LockView, { path }: Lock, ctx: FnRef): LockName | undefined {
  const [field, ...deeper] = path.steps;
  if (deeper.length > 0) return undefined;
  const runsBy = (entity: Parameters<typeof lockClassOf>[0]): boolean =>
    Object.hasOwn(lockClassOf(entity)?.cls.ops ?? {}, 'runExclusive');
  if (path.root === 'this') {
    const own = thisClassOf(program, ctx);
    if (own === undefined || own.static || field === undefined) return undefined;
    const runs = runsBy(resolver.fieldEntity({ file: ctx.file, cls: own.cls }, field, false));
    return { tag: field, expression: `this.${field}`, runs };
  }
  const m = /^([vx]):(.*)#(\d+)$/.exec(path.root);
  const [kind, file, id] = [m?.[1], m?.[2], Number(m?.[3])];
  if (file !== ctx.file) return undefined;
  if (kind === 'v') {
    if (field !== undefined) return undefined;
    const { name } = bindingOf(program, file, id);
    return { tag: name, expression: name, runs: runsBy(resolver.bindingEntity(file, id)) };
  }
  const cls = kind === 'x' && field !== undefined ? classOf(program, { file, cls: id }) : undefined;
  if (
    cls === undefined ||
    field === undefined ||
    !factsOf(program, file).bindings.some((b) => b.owner === 0 && b.cls === id)
  )
    return undefined;
  const name = `${cls.name}.${field}`;
  return { tag: name, expression: name, runs: runsBy(resolver.fieldEntity({ file, cls: id }, field, true)) };
}
