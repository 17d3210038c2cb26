/**
 * Locks that objects are given when they are made: which lock is behind `this.left` was decided by whoever
 * wrote `new Seat(forks[i], forks[i + 1])`. Every construction says which locks two such fields are.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { bindingOf, fnOf, type FnRef } from '../program.ts';
import { bare, forEachExpr, forEachExprIn } from '../walk.ts';
import type { Val } from './domain.ts';
import { evaluate } from './expressions.ts';
import { initial, newFrame } from './frame.ts';
import { type Interpreter, noNotes } from './interp.ts';

/** What one construction puts into a field. */
export interface Given {
  /** Identity of the lock across activations, and its name. */
  readonly cls: string;
  readonly name: string;
  /** One of a collection, chosen by a computed index: which one differs from construction to construction. */
  readonly chosen: boolean;
}

export interface Construction {
  readonly at: { readonly file: string; readonly start: number; readonly end: number };
  /** By lock identity of the field (`C:file#cls.field`). */
  readonly fields: ReadonlyMap<string, Given>;
  /** Its arguments are put in order (`Math.min`, a comparison, `sort`). */
  readonly ordered: boolean;
  /** The last of a ring is next to the first: an index is taken modulo the length. */
  readonly wraps: boolean;
}

/** All constructions of classes that keep locks they were given. */
export function constructionsOf(it: Interpreter): readonly Construction[] {
  const out: Construction[] = [];
  for (const ref of it.graph.functions) {
    forEachExprIn(fnOf(it.program, ref), (e) => {
      if (e.k !== 'new') return;
      const entity = it.resolver.entityOf(ref, e);
      if (entity.k !== 'instance') return;
      const kept = it.same.keptArguments(entity);
      if (kept.size === 0) return;
      const fields = new Map<string, Given>();
      const exprs: Expr[] = [];
      for (const [field, index] of kept) {
        const arg = e.args[index];
        const given = arg === undefined ? undefined : givenBy(it, ref, arg);
        if (arg !== undefined) exprs.push(origin(it, ref, arg));
        if (given !== undefined) fields.set(`C:${entity.file}#${entity.cls}.${field}`, given);
      }
      if (fields.size < 2) return;
      const at = { file: ref.file, start: e.at[0], end: e.at[1] };
      out.push({ at, fields, ordered: isOrdered(it, ref, e), wraps: exprs.some((x) => wraps(it, ref, x)) });
    });
  }
  return out;
}

function givenBy(it: Interpreter, ref: FnRef, arg: Expr): Given | undefined {
  const e = origin(it, ref, arg);
  const list = iterated(it, ref, e);
  const frame = newFrame(it, list?.in ?? ref, undefined, 0, noNotes());
  const val: Val = evaluate(frame, list?.e ?? e, initial());
  if (list !== undefined)
    return val.k === 'path' && val.cls !== undefined
      ? { cls: `${val.cls}[]`, name: `${val.name}[...]`, chosen: true }
      : undefined;
  if (val.k !== 'path' || val.cls === undefined) return undefined;
  const chosen = e.k === 'index' && bare(e.key).k !== 'const';
  return { cls: val.cls, name: val.name, chosen };
}

/** `forks.map((fork) => ...)`: the collection of which a callback's parameter is an element. */
function iterated(it: Interpreter, ref: FnRef, e: Expr): { readonly in: FnRef; readonly e: Expr } | undefined {
  const fn = fnOf(it.program, ref);
  const [first] = fn.params;
  if (e.k !== 'var' || first?.target.k !== 'bind' || first.target.b !== e.b || fn.parent === undefined)
    return undefined;
  const around = { file: ref.file, fn: fn.parent };
  let found: Expr | undefined;
  forEachExprIn(fnOf(it.program, around), (x) => {
    if (x.k !== 'call' || x.callee.k !== 'member' || !/^(map|forEach|flatMap)$/.test(x.callee.prop)) return;
    if (x.args.some((arg) => arg.k === 'func' && arg.fn === ref.fn)) found = x.callee.obj;
  });
  return found === undefined ? undefined : { in: around, e: found };
}

/** `const left = forks[i]`: what a variable that is set once stands for. */
function origin(it: Interpreter, ref: FnRef, e: Expr, depth = 0): Expr {
  let inner = bare(e);
  if (inner.k === 'opaque' && inner.parts.length === 1 && inner.parts[0] !== undefined) inner = bare(inner.parts[0]);
  if (inner.k !== 'var' || depth > 4) return inner;
  const binding = bindingOf(it.program, ref.file, inner.b);
  const { init } = binding;
  if (binding.reassigned || binding.owner === 0 || init === undefined) return inner;
  const from = bare(init);
  return from.k === 'index' || from.k === 'var' || from.k === 'member' ? origin(it, ref, from, depth + 1) : inner;
}

function wraps(it: Interpreter, ref: FnRef, e: Expr): boolean {
  let found = false;
  const visit = (x: Expr): void => {
    if (x.k === 'binary' && x.op === '%') found = true;
  };
  forEachExpr(e, visit);
  if (e.k === 'index') forEachExpr(indexBehind(it, ref, e.key), visit);
  return found;
}

/** The expression behind a computed index that has a name. */
function indexBehind(it: Interpreter, ref: FnRef, key: Expr): Expr {
  const inner = bare(key);
  if (inner.k !== 'var') return inner;
  const binding = bindingOf(it.program, ref.file, inner.b);
  return binding.reassigned || binding.init === undefined ? inner : binding.init;
}

function isOrdered(it: Interpreter, ref: FnRef, made: ExprOf<'new'>): boolean {
  let found = false;
  const visit = (x: Expr): void => {
    if (x.k === 'binary' && /^[<>]=?$/.test(x.op)) found = true;
    if (x.k === 'cond') found = true;
    if (x.k === 'call' && x.callee.k === 'member' && /^(min|max|sort|toSorted|localeCompare)$/.test(x.callee.prop))
      found = true;
  };
  for (const arg of made.args) forEachExpr(origin(it, ref, arg), visit);
  for (const arg of made.args) {
    const e = origin(it, ref, arg);
    if (e.k === 'index') forEachExpr(indexBehind(it, ref, e.key), visit);
  }
  return found;
}
