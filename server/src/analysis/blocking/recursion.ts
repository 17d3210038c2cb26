/** Recursion that branches: how many calls f(n) makes when it calls itself twice or more with a smaller n. */
import type { Expr, ExprOf, FunctionFacts, Stmt } from '../../facts/core.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bodiesOfStmt, childrenOf, exprsOfStmt, forEachExprIn } from '../walk.ts';

export interface Branching {
  /** Indices of the parameters that shrink: one in each call, or now this one and now that. */
  readonly params: readonly number[];
  /** Calls grow as `base ** n`. */
  readonly base: number;
  /** The self calls. */
  readonly calls: readonly ExprOf<'call'>[];
}

/** How a function branches into itself; undefined when it does not, or remembers its results. */
export function branchingOf(program: Program, resolver: Resolver, ref: FnRef): Branching | undefined {
  const fn = fnOf(program, ref);
  if (fn.async || fn.generator || fn.params.length === 0) return undefined;
  const isSelf = (e: Expr): e is ExprOf<'call'> =>
    e.k === 'call' &&
    resolver.calleesOf(ref, e).some((c) => c.k === 'function' && c.file === ref.file && c.fn === ref.fn);
  const calls: ExprOf<'call'>[] = [];
  forEachExprIn(fn, (e) => {
    if (isSelf(e)) calls.push(e);
  });
  if (calls.length < 2 || remembers(fn)) return undefined;
  const width = maxCalls(fn.body, (e) => isSelf(e));
  if (width < 2) return undefined;
  const found = (params: readonly number[], steps: readonly number[]): Branching => {
    const smallest = [...steps].sort((x, y) => x - y).slice(0, width);
    return { params, base: growth(smallest), calls };
  };
  const shrinking: { readonly index: number; readonly steps: readonly number[] }[] = [];
  for (const [index, param] of fn.params.entries()) {
    if (param.target.k !== 'bind') continue;
    const { b } = param.target;
    const steps = calls.flatMap((call) => shrinks(call.args[index], b) ?? []);
    if (steps.length < calls.length || steps.every((step) => step === 0)) continue;
    if (steps.every((step) => step > 0)) return found([index], steps);
    shrinking.push({ index, steps });
  }
  // `paths(width - 1, height) + paths(width, height - 1)`: together they come to an end.
  const sums = calls.map((_, call) => shrinking.reduce((sum, { steps }) => sum + (steps[call] ?? 0), 0));
  if (sums.some((step) => step === 0)) return undefined;
  return found(
    shrinking.map(({ index }) => index),
    sums,
  );
}

/** `n - 1` -> 1, `n` -> 0; undefined when the argument is not the parameter minus a constant. */
function shrinks(arg: Expr | undefined, b: number): number | undefined {
  const e = arg === undefined ? undefined : bare(arg);
  if (e?.k === 'var' && e.b === b) return 0;
  if (e?.k !== 'binary' || e.op !== '-' || e.left.k !== 'var' || e.left.b !== b || e.right.k !== 'const')
    return undefined;
  const step = Number(String(e.right.value).replace(/n$/, ''));
  return step > 0 ? step : undefined;
}

/** The root x > 1 of sum(x ** -step) = 1: the growth rate of the recurrence. */
function growth(steps: readonly number[]): number {
  let low = 1.0001;
  let high = steps.length + 1;
  for (let i = 0; i < 60; i++) {
    const x = (low + high) / 2;
    if (steps.reduce((sum, step) => sum + x ** -step, 0) > 1) low = x;
    else high = x;
  }
  return low;
}

/** Reads a memo before it computes: `memo.has(n)`, `memo[n]`, `cache.get(n)`. */
function remembers(fn: FunctionFacts): boolean {
  let found = false;
  const params = new Set(fn.params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
  forEachExprIn(fn, (e) => {
    if (
      e.k === 'call' &&
      e.callee.k === 'member' &&
      ['get', 'has', 'set'].includes(e.callee.prop) &&
      e.args.some((arg) => mentionsParam(arg, params))
    )
      found = true;
    if (e.k === 'assign' && e.target.k === 'expr' && e.target.e.k === 'index' && mentionsParam(e.target.e.key, params))
      found = true;
  });
  return found;
}

function mentionsParam(e: Expr, params: ReadonlySet<number>): boolean {
  if (e.k === 'var') return params.has(e.b);
  return childrenOf(e).some((child) => mentionsParam(child, params));
}

/** Most self calls on any one path through a body. */
function maxCalls(body: readonly Stmt[], isSelf: (e: Expr) => boolean): number {
  const [first, ...rest] = body;
  if (first === undefined) return 0;
  const own = exprsOfStmt(first).reduce((sum, e) => sum + callsIn(e, isSelf), 0);
  if (first.k === 'return' || first.k === 'throw') return own;
  if (first.k === 'if') {
    const after = maxCalls(rest, isSelf);
    const branch = (part: readonly Stmt[]): number => maxCalls(part, isSelf) + (leaves(part) ? 0 : after);
    return own + Math.max(branch(first.then), branch(first.else));
  }
  const nested = bodiesOfStmt(first).map((part) => maxCalls(part, isSelf));
  const inside = first.k === 'switch' ? Math.max(0, ...nested) : nested.reduce((sum, n) => sum + n, 0);
  return own + inside + maxCalls(rest, isSelf);
}

function leaves(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  return last !== undefined && (last.k === 'return' || last.k === 'throw' || (last.k === 'block' && leaves(last.body)));
}

function callsIn(e: Expr, isSelf: (e: Expr) => boolean): number {
  if (e.k === 'cond') return callsIn(e.test, isSelf) + Math.max(callsIn(e.then, isSelf), callsIn(e.else, isSelf));
  return childrenOf(e).reduce((sum, child) => sum + callsIn(child, isSelf), isSelf(e) ? 1 : 0);
}
