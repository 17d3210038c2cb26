/** The shape of a loop: what counts, by how much, whether it ends early, hands the loop back, or only waits for the clock. */
import type { Expr, Stmt, StmtOf } from '../../facts/core.ts';
import { bare, exprsOfStmt, forEachExpr, forEachStmt } from '../walk.ts';
import type { Num } from './numbers.ts';

export function counterIn(e: Expr): number | undefined {
  const inner = bare(e);
  if (inner.k === 'var') return inner.b;
  if (inner.k === 'update' && inner.target.k === 'var') return inner.target.b;
  // i * i <= n
  if (
    inner.k === 'binary' &&
    inner.op === '*' &&
    inner.left.k === 'var' &&
    inner.right.k === 'var' &&
    inner.left.b === inner.right.b
  )
    return inner.left.b;
  return undefined;
}

/** How a loop changes its counter in every round. */
export function stepOf(s: StmtOf<'loop'>, counter: number): { by: number; factor: number } | undefined {
  let found: { by: number; factor: number } | undefined;
  const visit = (e: Expr): void => {
    if (e.k === 'update' && e.target.k === 'var' && e.target.b === counter)
      found = { by: e.op === '++' ? 1 : -1, factor: 1 };
    if (e.k === 'assign' && e.target.k === 'bind' && e.target.b === counter) {
      const by = e.value.k === 'const' ? Number(e.value.value) : NaN;
      if (e.op === '+=' && by > 0) found = { by, factor: 1 };
      else if (e.op === '-=' && by > 0) found = { by: -by, factor: 1 };
      else if (e.op === '*=' && by > 1) found = { by: 1, factor: by };
      else found = undefined;
    }
  };
  if (s.update !== undefined) forEachExpr(s.update, visit);
  if (s.test !== undefined) forEachExpr(s.test, visit);
  if (found === undefined) forEachStmt(s.body, (inner) => exprsOfStmt(inner).forEach((e) => forEachExpr(e, visit)));
  return found;
}

export function awaits(e: Expr): boolean {
  let found = false;
  forEachExpr(e, (inner) => {
    if (inner.k === 'yield' || (inner.k === 'await' && !isSettled(inner.e))) found = true;
  });
  return found;
}

/** Awaiting what is there already goes on in the same turn of the event loop: nobody else gets it. */
function isSettled(e: Expr): boolean {
  const inner = bare(e);
  if (inner.k === 'const') return true;
  if (inner.k !== 'call' || inner.callee.k !== 'member' || inner.callee.prop !== 'resolve') return false;
  const { obj } = inner.callee;
  return obj.k === 'global' && obj.name === 'Promise' && inner.args.every((arg) => bare(arg).k === 'const');
}

/** A round hands the loop back: it awaits or yields. */
export function yields(body: readonly Stmt[]): boolean {
  let found = false;
  forEachStmt(body, (s) => {
    if (s.k === 'forEach' && s.kind === 'await') found = true;
    if (exprsOfStmt(s).some(awaits)) found = true;
  });
  return found;
}

/** A search: some rounds leave the loop before it is through. */
export function endsEarly(body: readonly Stmt[]): boolean {
  return body.some((s) => s.k === 'if' && [...s.then, ...s.else].some((x) => x.k === 'break' || x.k === 'return'));
}

/** How far a search gets is unknown; most of them end long before their last round. */
export function earlier(trips: Num): Num {
  return trips.k === 'num' ? { k: 'num', v: trips.v / 10 } : trips;
}

export function clockWait(test: Expr): boolean {
  let found = false;
  forEachExpr(test, (e) => {
    if (e.k !== 'call' || e.callee.k !== 'member' || e.callee.obj.k !== 'global') return;
    const name = `${e.callee.obj.name}.${e.callee.prop}`;
    if (name === 'Date.now' || name === 'performance.now' || name === 'process.hrtime' || name === 'process.uptime')
      found = true;
  });
  return found && test.k !== 'logical';
}

/** Nothing useful happens in a round: a loop that works until a deadline slices its work on purpose. */
export function idles(body: readonly Stmt[]): boolean {
  let works = false;
  forEachStmt(body, (s) => {
    if (s.k === 'break' || s.k === 'return' || s.k === 'throw') works = true;
    for (const e of exprsOfStmt(s)) {
      forEachExpr(e, (inner) => {
        if (inner.k === 'new') works = true;
        if (
          inner.k === 'call' &&
          !(
            inner.callee.k === 'member' &&
            inner.callee.obj.k === 'global' &&
            /^(Math|Date|performance|Atomics)$/.test(inner.callee.obj.name)
          )
        )
          works = true;
      });
    }
  });
  return !works;
}
