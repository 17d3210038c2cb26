/**
 * What a file offers to others: its exports, what leaves it without being exported itself, and what files without
 * modules put on a namespace.
 */
import type { Expr, FileFacts } from '../../facts/core.ts';
import type { FnRef } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';

export interface Exported {
  readonly functions: ReadonlySet<number>;
  readonly classes: ReadonlySet<number>;
  /** Nothing is exported and nothing happens: a piece of a file, or a script for others to include. */
  readonly all: boolean;
}

export function exportedThings(resolver: Resolver, file: string, facts: FileFacts): Exported {
  const functions = new Set<number>();
  const classes = new Set<number>();
  const take = (e: ReturnType<Resolver['entityOf']>, depth: number): void => {
    if (e.k === 'function' && e.file === file) functions.add(e.fn);
    else if ((e.k === 'class' || e.k === 'instance') && e.file === file) classes.add(e.cls);
    else if (e.k === 'object' && e.file === file && depth < 2) {
      for (const p of e.expr.props) if (p.k === 'prop') take(resolver.entityOf(e.owner, p.value), depth + 1);
    }
  };
  for (const x of facts.exports) {
    if (x.from !== undefined) continue;
    take(
      x.b !== undefined
        ? resolver.bindingEntity(file, x.b)
        : x.expr !== undefined
          ? resolver.entityOf({ file, fn: 0 }, x.expr)
          : { k: 'unknown' },
      0,
    );
  }
  if (facts.exports.length > 0) addEscaping(resolver, file, facts, functions, classes);
  addNamespaced(facts, classes);
  const idle =
    facts.functions[0]?.body.every(
      (s) => s.k === 'class' || s.k === 'let' || s.k === 'empty' || (s.k === 'expr' && s.e.k === 'const'),
    ) ?? true;
  return { functions, classes, all: facts.exports.length === 0 && idle };
}

/**
 * What leaves the file without being exported itself: instances and objects of functions that a function
 * returns or puts into a property of its parameter, and classes assigned to a namespace (`shaka.Player = class`).
 */
function addEscaping(
  resolver: Resolver,
  file: string,
  facts: FileFacts,
  functions: Set<number>,
  classes: Set<number>,
): void {
  /** A function that somebody else gets by the name of a property: written there, or a closure with a name. */
  const give = (ctx: FnRef, value: Expr): void => {
    if (value.k === 'func') functions.add(value.fn);
    else if (value.k === 'var' && facts.bindings[value.b]?.owner === ctx.fn && ctx.fn !== 0) {
      const entity = resolver.entityOf(ctx, value);
      if (entity.k === 'function' && entity.file === file) functions.add(entity.fn);
    }
  };
  const escapes = (ctx: FnRef, expr: Expr, depth: number): void => {
    const e = bare(expr);
    if (e.k === 'await') escapes(ctx, e.e, depth);
    else if (e.k === 'new') {
      const entity = resolver.entityOf(ctx, e);
      if (entity.k === 'instance' && entity.file === file) classes.add(entity.cls);
    } else if (e.k === 'object') {
      for (const p of e.props) if (p.k === 'prop' && p.kind !== 'get') give(ctx, p.value);
    } else if (e.k === 'var' && depth < 2) {
      const init = facts.bindings[e.b]?.init;
      if (init !== undefined && facts.bindings[e.b]?.owner === ctx.fn) escapes(ctx, init, depth + 1);
    }
  };
  /** `export const memoise = (load) => async (key) => ...`: what is made is called as often as one likes, unless it is a way to end something. */
  const offer = (ctx: FnRef, value: Expr): void => {
    const e = bare(value);
    const entity = e.k === 'func' ? { k: 'function' as const, file, fn: e.fn } : resolver.entityOf(ctx, e);
    const made = entity.k === 'function' && entity.file === file ? facts.functions[entity.fn] : undefined;
    if (made === undefined || made.parent !== ctx.fn) return;
    let answers = made.params.length > 0;
    forEachStmt(made.body, (s) => {
      if (s.k === 'return' && s.e !== undefined) answers = true;
    });
    if (answers) functions.add(made.id);
  };
  for (const fn of facts.functions) {
    const ctx = { file, fn: fn.id };
    if (fn.id !== 0) {
      forEachStmt(fn.body, (s) => {
        if (s.k !== 'return' || s.e === undefined) return;
        escapes(ctx, s.e, 0);
        if (functions.has(fn.id)) offer(ctx, s.e);
      });
    }
    forEachExprIn(fn, (e) => {
      if (e.k !== 'assign' || e.op !== '=' || e.target.k !== 'expr' || e.target.e.k !== 'member') return;
      const holder = bare(e.target.e.obj);
      const owner = holder.k === 'var' ? facts.bindings[holder.b] : undefined;
      const given = owner?.init === undefined ? undefined : bare(owner.init);
      // A parameter, or what somebody else's function gave.
      if (owner?.kind === 'param' || given?.k === 'await' || given?.k === 'call') escapes(ctx, e.value, 0);
    });
  }
}

/** `shaka.Player = class {...}`: the way in which files without modules offer what they make. */
function addNamespaced(facts: FileFacts, classes: Set<number>): void {
  const main = facts.functions[0];
  if (main === undefined) return;
  forEachExprIn(main, (e) => {
    if (e.k === 'assign' && e.op === '=' && e.value.k === 'class' && e.target.k === 'expr' && e.target.e.k === 'member')
      classes.add(e.value.cls);
  });
}
