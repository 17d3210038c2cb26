/**
 * Work that is started and not waited for before the same function goes on: `const opening = pool.open(); await
 * pool.close(); await opening`, and the elements of one `Promise.all`. The two run side by side, once, whoever else may
 * or may not call them. Read from code that runs once: the module, its main function.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import { COMBINATORS } from '../../knowledge/promises.ts';
import { fnOf, lineOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn, textOf } from '../walk.ts';

export interface Overlap {
  readonly first: FnRef;
  readonly second: FnRef;
  /** Where the first is started. */
  readonly line: number;
}

interface Call {
  readonly e: ExprOf<'call'>;
  readonly to: FnRef;
}

const MAIN = /^(main|run|start|bootstrap|demo)$/;

export function overlapsIn(
  program: Program,
  resolver: Resolver,
  ref: FnRef,
  facts: FileFacts,
  fn: FunctionFacts,
): readonly Overlap[] {
  const out: Overlap[] = [];
  // What else starts something may hold a lock, or be the one that others wait for.
  if (fn.kind !== 'module' && !(fn.parent === 0 && MAIN.test(fn.name))) return out;
  const called = (e: Expr): Call | undefined => {
    if (e.k !== 'call') return undefined;
    const to = resolver.calleesOf(ref, e).find((c) => c.k === 'function');
    if (to?.k !== 'function' || fnOf(program, to).generator) return undefined;
    return { e, to: { file: to.file, fn: to.fn } };
  };
  const startedBy = (e: Expr | undefined): Call | undefined => {
    const x = e === undefined ? undefined : bare(e);
    const call = x === undefined ? undefined : called(x.k === 'unary' && x.op === 'void' ? bare(x.e) : x);
    return call !== undefined && fnOf(program, call.to).async ? call : undefined;
  };
  const names = (b: number): string => `${facts.bindings[b]?.name ?? ''}#${b}`;
  const pair = (a: Call, b: Call): void => {
    if (!sameObject(a.e, b.e, names) || !mayMeanTheSame(a.e, b.e, names)) return;
    out.push({ first: a.to, second: b.to, line: lineOf(facts, a.e.at[0]) });
  };
  const block = (body: readonly Stmt[]): void => {
    for (const [i, s] of body.entries()) {
      for (const inner of bodiesOfStmt(s)) block(inner);
      for (const { call, name } of startsOf(s, startedBy)) {
        for (const later of body.slice(i + 1)) {
          if (name !== undefined && exprsOfStmt(later).some((e) => waitsFor(e, name))) break;
          // What stands in branches may not come.
          if (bodiesOfStmt(later).length > 0) continue;
          for (const e of exprsOfStmt(later))
            forEachExpr(e, (x) => {
              const next = called(x);
              if (next !== undefined) pair(call, next);
            });
        }
      }
    }
  };
  block(fn.body);
  forEachExprIn(fn, (e) => {
    if (e.k !== 'call' || e.callee.k !== 'member' || !COMBINATORS.has(e.callee.prop)) return;
    const [list] = e.args;
    if (list?.k !== 'array') return;
    const calls = list.elems.flatMap((x) => startedBy(x) ?? []);
    for (const a of calls) for (const b of calls) if (a.to.fn !== b.to.fn || a.to.file !== b.to.file) pair(a, b);
  });
  return out;
}

function startsOf(
  s: Stmt,
  startedBy: (e: Expr | undefined) => Call | undefined,
): readonly { readonly call: Call; readonly name?: number }[] {
  if (s.k === 'expr') {
    const call = startedBy(s.e);
    return call === undefined ? [] : [{ call }];
  }
  if (s.k !== 'let') return [];
  return s.decls.flatMap((d) => {
    const call = startedBy(d.init);
    return call === undefined || d.target.k !== 'bind' ? [] : [{ call, name: d.target.b }];
  });
}

function waitsFor(e: Expr, b: number): boolean {
  let found = false;
  forEachExpr(e, (x) => {
    if (x.k !== 'await') return;
    forEachExpr(x.e, (y) => {
      if (y.k === 'var' && y.b === b) found = true;
    });
  });
  return found;
}

/** Methods of one object, or functions that share their module. */
function sameObject(a: ExprOf<'call'>, b: ExprOf<'call'>, names: (b: number) => string): boolean {
  const [x, y] = [bare(a.callee), bare(b.callee)];
  if (x.k !== 'member' || y.k !== 'member') return x.k === 'var' && y.k === 'var';
  const on = textOf(x.obj, names);
  return on !== undefined && on === textOf(y.obj, names);
}

/** Calls for two keys are about two things. */
function mayMeanTheSame(a: ExprOf<'call'>, b: ExprOf<'call'>, names: (b: number) => string): boolean {
  const [x, y] = [a.args[0], b.args[0]];
  if (x === undefined || y === undefined) return true;
  const text = textOf(x, names);
  return text !== undefined && text === textOf(y, names);
}
