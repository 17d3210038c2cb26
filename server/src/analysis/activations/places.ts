/**
 * Places in lists: `const i = jobs.indexOf(job); await job.run(); jobs.splice(i, 1)`, or `jobs[i] = next`. A place that
 * was found before an await is another's after it, when somebody has taken something out of the list meanwhile.
 */
import type { Expr, Span } from '../../facts/core.ts';
import { sameFn } from '../program.ts';
import { bare } from '../walk.ts';
import { contents, isContents, isShared, parentKey, type Path } from './cells.ts';
import type { Entries } from './entries.ts';
import type { Meetings } from './event-index.ts';
import { evaluate } from './expressions.ts';
import type { Candidate, Frame, Machine } from './machine.ts';
import { common, family, type Verdict, verdictOf } from './meeting.ts';
import { noteAccess, push } from './sinks.ts';
import { clone, type State } from './state.ts';
import type { Val } from './values.ts';

/** `jobs.splice(i, 1)` */
export function removesAt(m: Machine, f: Frame, st: State, list: Path, index: Val | undefined, e: Expr): void {
  oldPlace(m, f, st, 'moved-index', list, index, e, 'removes what is at that place of');
  const at = m.place(f, e.at);
  if (isShared(list)) noteAccess(m, f, st, { kind: 'move', cell: contents(list), at, update: false, guarded: false });
}

/** `jobs[i] = next`, `jobs[i].done = true` */
export function writesAt(m: Machine, f: Frame, st: State, target: Expr): void {
  let x = bare(target);
  while (x.k === 'member') x = bare(x.obj);
  if (x.k !== 'index' || bare(x.key).k !== 'var' || st.lastCrossing === undefined) return;
  const list = evaluate(m, f, clone(st), x.obj).alias;
  if (list === undefined || !isShared(list)) return;
  oldPlace(m, f, st, 'moved-place', list, evaluate(m, f, clone(st), x.key), target, 'writes to that place of');
}

function oldPlace(
  m: Machine,
  f: Frame,
  st: State,
  shape: 'moved-index' | 'moved-place',
  path: Path,
  index: Val | undefined,
  e: Expr,
  does: string,
): void {
  const list = contents(path);
  const found = index?.origins.find((o) => o.how === 'position' && o.cell.key === list.key);
  if (found?.crossed === undefined) return;
  // Looked at again: the place, or the list.
  if (st.guards.some((g) => g.crossed === undefined && g.cell.key.startsWith(path.key))) return;
  const text = path.show;
  const cell = { ...list, show: text };
  const fact = { at: found.at, text: `finds a place in ${text}` };
  push(m, f, st, shape, cell, fact, found.crossed, { text: `${does} ${text}` }, m.place(f, e.at));
}

/** A round of `for (const x of list)` has waited and goes on to the next place, whatever stands there by now. */
export function walksOn(m: Machine, f: Frame, st: State, list: Val, at: Span, epoch: number): void {
  const { alias } = list;
  if (st.dead || st.epoch === epoch || st.lastCrossing === undefined) return;
  if (alias === undefined || !isShared(alias) || isContents(alias)) return;
  const cell = { ...contents(alias), show: alias.show };
  const here = m.place(f, at);
  const fact = { at: here, text: `goes through ${alias.show}` };
  push(m, f, st, 'skips', cell, fact, st.lastCrossing, { text: `goes on with ${alias.show}, and skips one` }, here);
}

/** Only who takes an element out of the middle makes the others move up under a loop. */
export function skipped(c: Candidate, all: Meetings, entries: Entries): Verdict | undefined {
  for (const a of all.accessesOf(family(c.cell))) {
    if (a.kind !== 'move' || sameFn(a.root, c.root) || sameFn(a.in, c.in) || common(c.through, a.locks)) continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined && entries.signalOf(c.root) !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** Writing moves nothing: it needs somebody who takes an element out, or puts a shorter list in its place. */
export function misplaced(c: Candidate, all: Meetings, entries: Entries): Verdict | undefined {
  const whole = parentKey(c.cell.canon);
  for (const a of [...all.accessesOf(family(c.cell)), ...all.accessesOf(whole)]) {
    const takesOut = a.kind === 'take' || a.kind === 'move' || (a.kind === 'set' && a.update && a.cell.canon === whole);
    if (!takesOut || common(c.through, a.locks)) continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined && entries.signalOf(c.root) !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}
