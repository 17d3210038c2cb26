/**
 * A check finds that something has still to be done, and what makes it answer otherwise changes only after the work:
 * `if (users === 0) connection = await open(); users++`, `if (!ready) await load(); ready = true`. The work is done in
 * a branch and the mark stands behind it, where both paths have met again. So does the list of what is known, which is
 * put there as a whole when all is done: `for (const x of all) if (!known.has(x)) await add(x); known = new Set(all)`.
 */
import type { Span } from '../../facts/core.ts';
import { isContents, isShared, type Path } from './cells.ts';
import { isTally } from './limits.ts';
import type { Frame, Machine } from './machine.ts';
import { push, type WriteInfo } from './sinks.ts';
import type { Guard, State, Trace, WriteFact } from './state.ts';
import { ENDED } from './traces.ts';
import type { Val } from './values.ts';

/** The checks of a branch that ask whether there is something to do; called before the branch is run. */
export function undecided(st: State): readonly Guard[] {
  return st.guards.filter((g) => g.crossed === undefined && asksForWork(g) && isShared(g.cell));
}

/** After the branch: what it did on the strength of these checks, and waited for, without changing their answer. */
export function decided(st: State, checks: readonly Guard[], branch: Span): readonly Trace[] {
  if (st.dead) return [];
  return checks.flatMap((check): readonly Trace[] => {
    const now = st.guards.find((g) => g.cell.key === check.cell.key && g.at.start === check.at.start);
    if (now?.crossed === undefined) return [];
    const made = madeUnder(st, now, branch);
    return [
      {
        kind: 'decided',
        cell: now.cell,
        at: now.at,
        text: now.text,
        crossed: now.crossed,
        ...(made === undefined ? {} : { made }),
      },
    ];
  });
}

/** The same for a round of a loop, where `if (known.has(x)) continue;` stands before the work. */
export function decidedInRound(st: State, body: Span): readonly Trace[] {
  const checks = st.guards.filter(
    (g) =>
      g.crossed !== undefined && asksForWork(g) && isShared(g.cell) && body[0] <= g.at.start && g.at.end <= body[1],
  );
  return decided(st, checks, body);
}

/** A write of what a check was about: too late for everybody who has checked meanwhile. */
export function markedLate(
  m: Machine,
  f: Frame,
  st: State,
  cell: Path,
  val: Val,
  guards: readonly Guard[],
  info: WriteInfo,
): void {
  const known = isNewList(cell, val, info);
  if (st.live || (!known && !marks(cell, info)) || f.jumps.some((j) => j.isLoop)) return;
  const trace = st.traces.find(
    (t) => t.kind === 'decided' && (known ? t.cell.key.startsWith(`${cell.key}[`) : t.cell.key === cell.key),
  );
  const guard = info.step === 'up' ? guards.find((g) => g.crossed !== undefined && asksForWork(g)) : undefined;
  const check = trace ?? guard;
  if (check?.crossed === undefined) return;
  const made = trace === undefined ? guard && madeUnder(st, guard, [guard.at.start, info.at[1]]) : trace.made;
  const marked = { at: m.place(f, info.at), text: info.text };
  const sink = made ?? marked;
  push(
    m,
    f,
    st,
    'guard-set',
    made?.cell ?? cell,
    { at: check.at, text: check.text },
    check.crossed,
    { text: sink.text, ...(made === undefined && info.literal !== undefined ? { literal: info.literal } : {}) },
    sink.at,
    {
      // Nothing is there yet, whichever way it was asked.
      polarity: 'absent',
      marked: { cell, at: marked.at, ...(info.step === 'up' ? { counted: true } : {}) },
    },
  );
}

/** Nothing there, none counted: `!ready`, `users === 0`, `users < 1`, or the other side of `users > 0`. */
export function asksForWork({ polarity, value, side }: Guard): boolean {
  if (polarity === 'absent') return true;
  if (value?.k !== 'const') return false;
  return value.value === 0 ? polarity === 'eq' || side === 'below' : value.value === 1 && side === 'below';
}

/** Counted up, or set to true: from now on the check says that it is done. */
function marks(cell: Path, info: WriteInfo): boolean {
  if (ENDED.test(cell.show)) return false;
  if (info.step === 'up') return !isTally(cell);
  return (
    info.kind === 'set' && info.literal?.k === 'const' && (info.literal.value === true || info.literal.value === 1)
  );
}

/** All that is known is replaced by what is known now, whatever others have put there meanwhile. */
function isNewList(cell: Path, val: Val, info: WriteInfo): boolean {
  return (
    info.kind === 'set' &&
    info.literal === undefined &&
    !isContents(cell) &&
    !val.origins.some((o) => o.crossed === undefined && o.cell.key.startsWith(cell.key))
  );
}

/** What the branch has put into a cell of its own: the second to come overwrites it. */
function madeUnder(st: State, check: Guard, [start, end]: Span): WriteFact | undefined {
  return [...st.writes.values()].find(
    (w) =>
      w.at.file === check.at.file &&
      start <= w.at.start &&
      w.at.end <= end &&
      w.cell.key !== check.cell.key &&
      isBeside(w.cell, check.cell) &&
      w.literal === undefined &&
      isShared(w.cell),
  );
}

/** Of one object, or both variables of a module. */
function isBeside(a: Path, b: Path): boolean {
  return a.root.key === b.root.key || (a.root.kind === 'module' && b.root.kind === 'module');
}
