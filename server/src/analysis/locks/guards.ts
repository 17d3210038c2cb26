/**
 * `@guardedBy lock` on fields and variables, `@requiresLock lock` on functions: which lock must be held where.
 * Only locks between activations count here; those made of Atomics belong to the analysis between threads.
 */
import type { DocTag, Expr } from '../../facts/core.ts';
import { perFile } from '../per-file.ts';
import { classOf, type Program } from '../program.ts';
import type { Entity, Resolver } from '../resolve.ts';
import { type Path, pathKey } from './domain.ts';
import { lockClassOf } from './identify.ts';
import type { Inferred } from './infer.ts';

/** A lock by name: of the object that owns what it guards, or one for everybody. */
export interface Guard {
  readonly path: Path;
  readonly cls: string;
  readonly name: string;
}

export interface Guards {
  /** By cell: `C:file#cls.field` or `v:file#b`. */
  readonly cells: ReadonlyMap<string, Guard>;
  readonly fieldNames: ReadonlySet<string>;
  /** `@acquiredBefore`, `@acquiredAfter`: the first is never asked for while the second is held. */
  readonly orders: readonly { readonly first: string; readonly second: string; readonly tag: string }[];
  /** By function key. */
  readonly functions: ReadonlyMap<string, readonly Guard[]>;
}

const SAID = /^(guardedBy|requiresLock|acquiredBefore|acquiredAfter)$/;

/** Whether there is any annotation of locks in a file. */
const saysSomething = perFile((facts) =>
  [...facts.classes.flatMap((cls) => cls.fields), ...facts.bindings, ...facts.functions].some(({ tags }) =>
    tags.some((tag) => SAID.test(tag.name)),
  ),
);

export function guardsOf(program: Program, resolver: Resolver, inferred: Inferred): Guards {
  const cells = new Map<string, Guard>();
  const functions = new Map<string, Guard[]>();
  const orders: { first: string; second: string; tag: string }[] = [];
  const lockClasses = new Set([...inferred.ops.keys()].map((key) => classKeyOf(program, key)));
  const isLock = (entity: Entity): boolean =>
    lockClassOf(entity) !== undefined || (entity.k === 'instance' && lockClasses.has(`${entity.file}#${entity.cls}`));
  const resolve = (file: string, cls: number | undefined, tag: DocTag): Guard | undefined =>
    guardNamed(program, resolver, isLock, file, cls, tag.text);
  const order = (file: string, cls: number | undefined, own: string, tag: DocTag): void => {
    if (tag.name !== 'acquiredBefore' && tag.name !== 'acquiredAfter') return;
    for (const name of tag.text.split(',')) {
      const other = lockNamed(program, resolver, file, cls, name);
      if (other === undefined) continue;
      const [first, second] = tag.name === 'acquiredBefore' ? [own, other] : [other, own];
      orders.push({ first, second, tag: `@${tag.name} ${name.trim()}` });
    }
  };
  for (const [file, facts] of program.files) {
    if (!saysSomething(facts)) continue;
    for (const cls of facts.classes)
      for (const field of cls.fields)
        for (const tag of field.tags) {
          order(file, cls.id, `${field.static ? 'x' : 'C'}:${file}#${cls.id}.${field.name}`, tag);
          const guard = tag.name === 'guardedBy' ? resolve(file, cls.id, tag) : undefined;
          if (guard !== undefined) cells.set(`C:${file}#${cls.id}.${field.name}`, guard);
        }
    for (const binding of facts.bindings)
      for (const tag of binding.owner === 0 ? binding.tags : []) {
        order(file, undefined, `v:${file}#${binding.id}`, tag);
        const guard = tag.name === 'guardedBy' ? resolve(file, undefined, tag) : undefined;
        if (guard !== undefined) cells.set(`v:${file}#${binding.id}`, guard);
      }
    for (const fn of facts.functions)
      for (const tag of fn.tags) {
        const guard = tag.name === 'requiresLock' ? resolve(file, fn.cls, tag) : undefined;
        if (guard !== undefined)
          functions.set(`${file}#${fn.id}`, [...(functions.get(`${file}#${fn.id}`) ?? []), guard]);
      }
  }
  const fieldNames = new Set([...cells.keys()].flatMap((cell) => /^C:.*#\d+\.(.*)$/.exec(cell)?.[1] ?? []));
  return { cells, fieldNames, orders, functions };
}

/** Whether an expression may touch something guarded, by its name alone. */
export function mentionsGuarded(guards: Guards, file: string, e: Expr): boolean {
  if (guards.cells.size === 0) return false;
  if (e.k === 'member') return guards.fieldNames.has(e.prop);
  const b = e.k === 'var' ? e.b : e.k === 'assign' && e.target.k === 'bind' ? e.target.b : undefined;
  return b !== undefined && guards.cells.has(`v:${file}#${b}`);
}

function classKeyOf(program: Program, fnKey: string): string {
  const m = /^(.*)#(\d+)$/.exec(fnKey);
  const fn = program.files.get(m?.[1] ?? '')?.functions[Number(m?.[2])];
  return fn?.cls === undefined ? '' : `${m?.[1] ?? ''}#${fn.cls}`;
}

/** `mutex`, `this.mutex`, `Registry.mutex`, a variable of the module. */
function guardNamed(
  program: Program,
  resolver: Resolver,
  isLock: (entity: Entity) => boolean,
  file: string,
  cls: number | undefined,
  text: string,
): Guard | undefined {
  const name = /^[\w$#.]+/.exec(text.trim())?.[0].replace(/^this\./, '');
  const facts = program.files.get(file);
  if (name === undefined || facts === undefined) return undefined;
  if (cls !== undefined && !name.includes('.') && isLock(resolver.fieldEntity({ file, cls }, name, false)))
    return {
      path: { root: 'this', steps: [name] },
      cls: `C:${file}#${cls}.${name}`,
      name: `${classOf(program, { file, cls }).name}.${name}`,
    };
  const [head = '', field] = name.split('.');
  const binding = facts.bindings.find((b) => b.owner === 0 && b.name === head);
  if (binding === undefined) return undefined;
  if (field === undefined) {
    const path = { root: `v:${file}#${binding.id}`, steps: [] };
    return isLock(resolver.bindingEntity(file, binding.id)) ? { path, cls: pathKey(path), name } : undefined;
  }
  if (binding.cls === undefined || !isLock(resolver.fieldEntity({ file, cls: binding.cls }, field, true)))
    return undefined;
  const path = { root: `x:${file}#${binding.cls}`, steps: [field] };
  return { path, cls: pathKey(path), name };
}

/** The identity of a lock that an annotation names: a field beside it, a variable, `Class.field`. */
function lockNamed(
  program: Program,
  resolver: Resolver,
  file: string,
  cls: number | undefined,
  text: string,
): string | undefined {
  const name = /^[\w$#.]+/.exec(text.trim())?.[0].replace(/^this\./, '');
  const facts = program.files.get(file);
  if (name === undefined || facts === undefined) return undefined;
  const [head = '', field] = name.split('.');
  if (field === undefined && cls !== undefined) {
    const own = facts.classes[cls]?.fields.find((f) => f.name === head);
    if (own !== undefined) return `${own.static ? 'x' : 'C'}:${file}#${cls}.${head}`;
  }
  const binding = facts.bindings.find((b) => b.owner === 0 && b.name === head);
  if (binding === undefined) return undefined;
  const entity = resolver.bindingEntity(file, binding.id);
  if (field === undefined) return `v:${file}#${binding.id}`;
  if (entity.k !== 'class') return undefined;
  const own = classOf(program, entity).fields.find((f) => f.name === field);
  return own === undefined ? undefined : `${own.static ? 'x' : 'C'}:${entity.file}#${entity.cls}.${field}`;
}
