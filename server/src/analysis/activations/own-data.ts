/**
 * What belongs to one call alone: computed from its parameters. Kept in a shared cell across an await it may be another
 * call's by the time it is read back, and is then used together with what still is this one's.
 */
import type { Expr, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { bare, forEachExpr } from '../walk.ts';
import { isContents, isShared, type Path, show } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { push } from './sinks.ts';
import type { State } from './state.ts';
import type { Val } from './values.ts';

const MAX_DEPTH = 4;

/** Methods that only tell people something. */
export const LOGS: ReadonlySet<string> = new Set(['log', 'debug', 'info', 'warn', 'error', 'trace', 'verbose']);

/** Asked of every assignment in every run of a function, and the same for all of them. */
const known = new WeakMap<Expr, boolean>();

/** Whether an expression of the function depends on one of its parameters, also through its constants. */
export function isOwn(f: Frame, e: Expr): boolean {
  const before = known.get(e);
  if (before !== undefined) return before;
  const own = dependsOnParameters(f, e, 0);
  known.set(e, own);
  return own;
}

function dependsOnParameters(f: Frame, e: Expr, depth: number): boolean {
  let found = false;
  forEachExpr(e, (x) => {
    if (found || x.k !== 'var') return;
    const binding = f.facts.bindings[x.b];
    if (binding === undefined || binding.owner !== f.ref.fn) return;
    if (binding.kind === 'param') found = true;
    else if (depth < MAX_DEPTH && !binding.reassigned && binding.init !== undefined)
      found = dependsOnParameters(f, binding.init, depth + 1);
  });
  return found;
}

/**
 * `this.current = f(mine); await prepare(); use(this.current, mine)`: what two calls have set is mixed up when the second
 * comes in between. Reading the newest value by itself is often what is meant.
 */
export function readBack(
  m: Machine,
  f: Frame,
  st: State,
  exprs: readonly Expr[],
  args: readonly Val[],
  at: Span,
): void {
  if (st.traces.length === 0 || st.live || st.dead || exprs.length < 2) return;
  for (const [i, arg] of args.entries()) {
    const e = exprs[i];
    if (e === undefined || bare(e).k === 'func') continue;
    for (const o of arg.origins) {
      if (o.crossed !== undefined || !isShared(o.cell) || isContents(o.cell) || !isWhole(o.cell)) continue;
      if (o.how !== 'exact' && o.how !== 'derived') continue;
      const own = st.traces.find((t) => t.kind === 'given' && t.cell.key === o.cell.key);
      if (own?.crossed === undefined || !inOrder(f, [own.at, own.crossed.at], at)) continue;
      if (st.guards.some((g) => g.crossed === undefined && g.cell.key === o.cell.key)) continue;
      if (!exprs.some((other, j) => j !== i && isOwn(f, other))) continue;
      const info = { text: `uses ${show(m.program, f.ref.file, e)}` };
      push(m, f, st, 'read-back', o.cell, { at: own.at, text: own.text }, own.crossed, info, m.place(f, at));
      return;
    }
  }
}

/** Set, awaited and used in this order in the function itself: no round of a loop and no helper in between. */
function inOrder(f: Frame, places: readonly Place[], use: Span): boolean {
  const starts = [...places.map((at) => (at.file === f.ref.file ? at.start : -1)), use[0]];
  return starts.every((start, i) => start > (starts[i - 1] ?? f.fn.at[0]) && start < f.fn.at[1]);
}

/** A field of the instance or a variable: parts of what they hold belong to whoever put it there. */
function isWhole(cell: Path): boolean {
  return cell.depth === (cell.root.kind === 'this' ? 1 : 0);
}
