/** Awaits, and what a function returns to a caller that waits for it. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { call } from './calls.ts';
import { fnOf } from '../program.ts';
import { isExternal, isShared, type Path } from './cells.ts';
import { branch } from './conditions.ts';
import { evaluate } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { construct } from './run.ts';
import { crossVal } from './crossings.ts';
import { join } from './joins.ts';
import { replace, type State } from './state.ts';
import { settled } from './trails.ts';
import { joinVals, type Val } from './values.ts';

export function awaitOf(m: Machine, f: Frame, st: State, e: ExprOf<'await'>): Val {
  const inner = e.e;
  const val =
    inner.k === 'call'
      ? call(m, f, st, inner, true)
      : inner.k === 'new'
        ? construct(m, f, st, inner, false)
        : awaitedBranch(m, f, st, inner);
  // A promise chain: the cell's old promise is awaited after a new one took its place.
  const chained = val.origins.find(
    (o) =>
      o.crossed === undefined &&
      o.how === 'exact' &&
      isShared(o.cell) &&
      st.writes.get(o.cell.key)?.crossed === undefined &&
      st.writes.has(o.cell.key),
  );
  const before =
    chained !== undefined &&
    (st.writes.get(chained.cell.key)?.at.start ?? 0) > chained.at.start &&
    st.writes.get(chained.cell.key)?.literal === undefined;
  if (val.origins.length > 0)
    m.awaited.set(
      `${f.ref.file}:${e.at[0]}`,
      new Set(val.origins.filter((o) => o.how === 'exact').map((o) => o.cell.key)),
    );
  if (inner.k !== 'call') st.traces = st.traces.filter((t) => t.joined !== true);
  const common = inner.k === 'import' || ((inner.k === 'member' || inner.k === 'var') && isKept(m, st, val));
  // A getter or helper may give it, too.
  const joins =
    common || ((inner.k === 'assign' || (inner.k === 'call' && givesPromise(m, f, inner))) && isKept(m, st, val));
  m.suspend(f, st, e.at, joins);
  if (before && chained !== undefined)
    m.hold(st, { key: `chain:${chained.cell.canon}`, show: chained.cell.show, at: m.place(f, e.at) });
  const { pending: _, ...given } = settled(crossAwaited(val, st));
  const rest: Val = common ? { ...given, common: true } : given;
  // What a promise in a cell settles with is not what the cell holds.
  if ((inner.k === 'var' || inner.k === 'member') && val.alias !== undefined) {
    const own = val.alias.key;
    return { ...rest, origins: rest.origins.filter((o) => o.cell.key !== own) };
  }
  return rest;
}

/** The await passes over what was known when the call was made; what the promise tells of a record outside is news. */
function crossAwaited(val: Val, st: State): Val {
  const news = val.origins.filter((o) => isExternal(o.cell) && o.crossed === undefined);
  if (news.length === 0) return crossVal(val, st);
  const rest = crossVal({ ...val, origins: val.origins.filter((o) => !news.includes(o)) }, st);
  return { ...rest, origins: [...rest.origins, ...news] };
}

/** What it returns is the promise itself; an async function makes another, and has done its work by itself. */
function givesPromise(m: Machine, f: Frame, e: ExprOf<'call'>): boolean {
  return m.resolver.calleesOf(f.ref, e).every((c) => c.k !== 'function' || !fnOf(m.program, c).async);
}

/** A promise from a cell that others find it in. */
function isKept(m: Machine, st: State, val: Val): boolean {
  return val.origins.some((o) => o.how === 'exact' && isShared(o.cell) && !ownPromise(m, st, o.cell));
}

/** Put there by this activation whether or not there was one already: each activation waits for its own. */
function ownPromise(m: Machine, st: State, cell: Path): boolean {
  // What a constructor puts into its object is the only one.
  if (cell.root.kind === 'this' && fnOf(m.program, m.root).kind === 'constructor') return false;
  const own = st.writes.get(cell.key);
  return own !== undefined && own.claimed !== true;
}

/** `await (cond ? f() : g())`, `await (x ?? f())`: the calls are awaited too. */
function awaitedBranch(m: Machine, f: Frame, st: State, e: Expr): Val {
  const run = (s: State, x: Expr): Val => (x.k === 'call' ? call(m, f, s, x, true) : awaitedBranch(m, f, s, x));
  if (e.k === 'cond') {
    const branches = branch(m, f, st, e.test);
    const yes = run(branches.yes, e.then);
    const no = run(branches.no, e.else);
    replace(st, join([branches.yes, branches.no]));
    return joinVals(yes, no);
  }
  if (e.k === 'cast') return run(st, e.e);
  return evaluate(m, f, st, e);
}

/** Evaluates what a function returns (or awaits in tail position): its caller waits for it. */
export function evaluateReturned(m: Machine, f: Frame, st: State, e: Expr): Val {
  if (e.k === 'new') return construct(m, f, st, e, false);
  if (f.awaited) {
    if (e.k === 'call') return call(m, f, st, e, true);
    if (e.k === 'cond' || e.k === 'cast') return awaitedBranch(m, f, st, e);
  }
  return evaluate(m, f, st, e);
}
