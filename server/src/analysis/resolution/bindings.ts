/** What a declared name stands for: its declaration, its initialiser, or where it was destructured or looped from. */
import type { BindingId, Expr, FileFacts, FunctionId, Pattern, TypeRef } from '../../facts/core.ts';
import { callbackCalls } from '../class-index.ts';
import { UNKNOWN, type Entity } from '../entities.ts';
import { perFile } from '../per-file.ts';
import { factsOf } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, exprsOfStmt, forEachStmt } from '../walk.ts';
import { elementOf, isMap, ITERATION_METHODS, richer } from './collections.ts';
import { memberEntity } from './members.ts';
import { importEntity, importsOf } from './modules.ts';
import { typeEntity } from './types.ts';

type Source = {
  readonly fn: FunctionId;
  readonly e?: Expr;
  readonly type?: TypeRef;
  readonly path: readonly (string | number)[];
  readonly element?: boolean;
};

const callbacksOf = perFile(callbackCalls);

export function namedEntity(r: Resolver, file: string, id: BindingId): Entity {
  const facts = factsOf(r.program, file);
  const binding = facts.bindings[id];
  if (binding === undefined) return UNKNOWN;
  const imported = importsOf(facts).get(id);
  if (imported !== undefined) return importEntity(r, file, imported.from, imported.imported);
  if (binding.cls !== undefined) return { k: 'class', file, cls: binding.cls };
  if (binding.fn !== undefined) return { k: 'function', file, fn: binding.fn };
  if (binding.init !== undefined) {
    const entity = r.entityOf({ file, fn: binding.owner }, binding.init);
    if (entity.k !== 'unknown')
      return binding.type === undefined ? entity : richer(entity, typeEntity(r, file, binding.type));
  }
  if (binding.type !== undefined) return typeEntity(r, file, binding.type);
  const source = sourcesOf(facts).get(id);
  if (source !== undefined) return sourceEntity(r, file, source);
  return binding.kind === 'param' ? callbackParameter(r, file, facts, binding.owner, id) : UNKNOWN;
}

/** Parameters of callbacks given to JavaScript's own iteration methods and to `then`. */
function callbackParameter(r: Resolver, file: string, facts: FileFacts, fn: FunctionId, id: BindingId): Entity {
  const site = callbacksOf(facts).get(fn);
  const index = facts.functions[fn]?.params.findIndex((p) => p.target.k === 'bind' && p.target.b === id) ?? -1;
  const callee = site === undefined ? undefined : bare(site.call.callee);
  if (site === undefined || callee?.k !== 'member' || index < 0) return UNKNOWN;
  const on = r.entityOf({ file, fn: site.in }, callee.obj);
  if (callee.prop === 'then') return on.k === 'promise' && index === 0 ? on.of : UNKNOWN;
  if (isMap(on)) return callee.prop === 'forEach' ? (on.args?.[index === 0 ? 1 : 0] ?? UNKNOWN) : UNKNOWN;
  const position = callee.prop === 'reduce' || callee.prop === 'reduceRight' ? 1 : 0;
  return ITERATION_METHODS.has(callee.prop) && index === position ? elementOf(on) : UNKNOWN;
}

function sourceEntity(r: Resolver, file: string, source: Source): Entity {
  const ctx = { file, fn: source.fn };
  let entity =
    source.e !== undefined
      ? r.entityOf(ctx, source.e)
      : source.type !== undefined
        ? typeEntity(r, file, source.type)
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
  for (const step of path) entity = typeof step === 'number' ? elementOf(entity) : memberEntity(r, ctx, entity, step);
  return entity;
}

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
