/**
 * What an activation did before an await and relies on after it: closed the old one to put a new one in its place,
 * filled a cell that is made ready only later, emptied a list to fill it, let a timer fire to arm it again.
 */
import type { Expr, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { CLOSING_METHODS, READYING_METHODS } from '../../knowledge/promises.ts';
import { fnOf } from '../program.ts';
import { bare, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import { isContents, isShared, parentKey, type Path } from './cells.ts';
import { evaluate } from './expressions.ts';
import type { Candidate, Frame, Machine } from './machine.ts';
import { noteAccess, push, type WriteInfo } from './sinks.ts';
import { heldThrough } from './crossings.ts';
import { clone, type Guard, type State, type Trace } from './state.ts';
import { isEmptyLiteral, isFalsyLiteral, type Val } from './values.ts';

/** `this.socket.close()`, `this.cancel()`, `clearTimeout(this.timer)`. */
export function noteReleased(m: Machine, f: Frame, st: State, cell: Path | undefined, at: Span, text: string): void {
  if (cell === undefined || st.dead || !isShared(cell) || cell.depth === 0) return;
  noteAccess(m, f, st, { kind: 'release', cell, at: m.place(f, at), update: false, guarded: false });
  const trace: Trace = { kind: 'released', cell, at: m.place(f, at), text };
  st.traces = [...st.traces.filter((t) => t.kind === 'used' || t.cell.key !== cell.key), trace];
}

/** `this.current = f(mine)` */
export function noteGiven(m: Machine, f: Frame, st: State, cell: Path, info: WriteInfo): void {
  st.traces = [...st.traces, { kind: 'given', cell, at: m.place(f, info.at), text: info.text }];
}

/** The cell was found empty and gets something that is no promise: whoever looks now finds it full. */
export function noteMade(m: Machine, f: Frame, st: State, cell: Path, val: Val, guard: Guard, info: WriteInfo): void {
  if (val.pending === true) return;
  const says = val.plain === true || (val.literal?.k === 'const' && val.literal.value === true);
  if (!says && val.fresh !== true) return;
  // A mark by key says that somebody is at it; who meets it leaves it to them.
  if (val.fresh !== true && cell.key.endsWith(']')) return;
  // `running = true; while (running) ...`: the loop's own switch, which stands for no work that is done.
  if (val.fresh !== true && drivesLoop(f, cell.show)) return;
  // A flag that says that the end has begun is set before the clean-up on purpose; one that a caller tested is the caller's.
  if (val.fresh !== true && (ENDED.test(cell.show) || !within(guard.at, f))) return;
  const trace: Trace = {
    kind: 'made',
    cell,
    at: m.place(f, info.at),
    text: info.text,
    guard: { at: guard.at, text: guard.text },
    object: val.fresh === true,
  };
  st.traces = [...st.traces.filter((t) => t.cell.key !== cell.key), trace];
}

function drivesLoop(f: Frame, shown: string): boolean {
  const name = shown.slice(shown.lastIndexOf('.') + 1);
  let found = false;
  forEachStmt(f.fn.body, (s) => {
    if (s.k !== 'loop' || s.test === undefined) return;
    forEachExpr(s.test, (x) => {
      if (x.k === 'member' ? x.prop === name : x.k === 'var' && f.facts.bindings[x.b]?.name === name) found = true;
    });
  });
  return found;
}

export const ENDED =
  /(shut|tear|wind)(ting|ing)?_?(down|up)$|(clos|dispos|destroy|stop|abort|cancel|shut|terminat|kill|end|finish|releas)(ed|ing|t|d|ped|led)?$/i;

function within(at: Place, f: Frame): boolean {
  return at.file === f.ref.file && at.start >= f.fn.at[0] && at.end <= f.fn.at[1];
}

/** `await this.db.migrate()`, right after `this.db = new Db()`. */
export function readying(m: Machine, f: Frame, st: State, recv: Val, name: string, at: Span): void {
  if (st.traces.length === 0 || recv.alias === undefined || !READYING_METHODS.test(name)) return;
  for (const t of st.traces) {
    if (t.kind !== 'made' || t.cell.key !== recv.alias.key || t.object !== true) continue;
    halfReady(m, f, st, t, { at: m.place(f, at), locks: st.locks.map((l) => l.id) });
  }
}

/** The function goes on where it no longer knows whether it was the one that set the flag. */
export function goesOn(m: Machine, f: Frame, st: State): void {
  for (const t of st.traces) {
    if (t.kind === 'made' && t.joined === true && t.crossed !== undefined) halfReady(m, f, st, t, t.crossed);
  }
}

function halfReady(m: Machine, f: Frame, st: State, t: Trace, crossing: Candidate['crossing']): void {
  st.traces = st.traces.filter((x) => x !== t);
  const own = `flag:${t.cell.canon}`;
  const info = { text: t.text, ...(t.object === true ? {} : { literal: { k: 'const', value: true } as const }) };
  push(m, f, st, 'half-ready', t.cell, t.guard ?? { at: t.at, text: t.text }, crossing, info, t.at, {
    through: heldThrough(st, crossing).filter((l) => l.key !== own),
  });
}

/** `this.panel.webview.post(m)`, `this.panel.title = t`: each object on the way has to be there. */
export function dereferencedOnTheWay(m: Machine, f: Frame, st: State, member: Expr): void {
  const stale = (g: Guard): boolean => g.crossed !== undefined && g.polarity === 'present';
  if (st.traces.length === 0 && !st.guards.some(stale)) return;
  for (let x = bare(member); x.k === 'member' && !x.optional; x = bare(x.obj))
    dereferenced(m, f, st, evaluate(m, f, clone(st), x.obj), x.obj.at);
}

/** `this.topology.close()`: fails if the cell was emptied since the check that found it full. */
export function dereferenced(m: Machine, f: Frame, st: State, val: Val, at: Span): void {
  for (const o of val.origins) {
    if (o.how !== 'exact' || o.crossed !== undefined || !isShared(o.cell)) continue;
    if (o.cell.depth !== (o.cell.root.kind === 'module' ? 0 : 1)) continue;
    if (o.cell.key.endsWith(']')) continue;
    const emptied = st.traces.find((t) => t.kind === 'emptied' && t.cell.key === o.cell.key);
    if (emptied?.crossed !== undefined && emptied.guard !== undefined) {
      st.traces = st.traces.filter((t) => t !== emptied);
      gone(m, f, st, emptied, emptied.guard, emptied.crossed, m.place(f, at));
      continue;
    }
    const guards = st.guards.filter((g) => g.cell.key === o.cell.key);
    const [guard] = guards;
    if (guard?.crossed === undefined || guards.some((g) => g.polarity !== 'present' || g.crossed === undefined))
      continue;
    const { text } = guard;
    const trace: Trace = {
      kind: 'used',
      cell: o.cell,
      at: m.place(f, at),
      text: `uses ${o.cell.show}`,
      guard: { at: guard.at, text },
      crossed: guard.crossed,
    };
    const info = { text: trace.text };
    push(m, f, st, 'vanished', o.cell, { at: guard.at, text }, guard.crossed, info, trace.at, { polarity: 'present' });
    st.traces = [...st.traces.filter((t) => t.kind !== 'used' || t.cell.key !== o.cell.key), trace];
  }
}

/** The cell is emptied by the activation that found it full before the await. */
function emptiedAfterUse(m: Machine, f: Frame, st: State, cell: Path, info: WriteInfo): Trace | undefined {
  if (info.literal?.k !== 'nullish' || st.live) return undefined;
  const used = st.traces.find((t) => t.kind === 'used' && t.cell.key === cell.key);
  if (used?.crossed !== undefined && used.guard !== undefined) gone(m, f, st, used, used.guard, used.crossed, used.at);
  const guard = st.guards.find((g) => g.cell.key === cell.key && g.polarity === 'present');
  if (used !== undefined || guard?.crossed === undefined) return undefined;
  if (st.guards.some((g) => g.cell.key === cell.key && g.crossed === undefined)) return undefined;
  return {
    kind: 'emptied',
    cell,
    at: m.place(f, info.at),
    text: info.text,
    guard: { at: guard.at, text: guard.text },
    crossed: guard.crossed,
  };
}

function gone(
  m: Machine,
  f: Frame,
  st: State,
  t: Trace,
  guard: NonNullable<Trace['guard']>,
  crossing: Candidate['crossing'],
  at: Place,
): void {
  push(m, f, st, 'gone', t.cell, guard, crossing, { text: `uses ${t.cell.show} and empties it` }, at);
}

/** A write that uses up what was done to the cell before the await. */
export function writeAfterTrace(m: Machine, f: Frame, st: State, cell: Path, val: Val, info: WriteInfo): void {
  const at = m.place(f, info.at);
  // What a module starts with was put there once.
  if (info.kind === 'add' && isContents(cell) && !st.live && fnOf(m.program, m.root).kind !== 'module') {
    const emptied = st.writes.get(parentKey(cell.key));
    if (emptied?.crossed !== undefined && isEmptyLiteral(emptied.literal) && emptied.literal?.k === 'empty')
      push(m, f, st, 'refill', cell, { at: emptied.at, text: emptied.text }, emptied.crossed, info, at);
  }
  if (
    (m.tailDepth > 0 || fnOf(m.program, m.root).kind === 'constructor') &&
    st.lastCrossing !== undefined &&
    info.kind === 'set' &&
    info.literal === undefined &&
    !st.live &&
    !st.guards.some((g) => g.crossed === undefined && g.cell.key === cell.key)
  )
    push(m, f, st, 'overtaken', cell, { at: st.lastCrossing.at, text: 'waits' }, st.lastCrossing, info, at);
  // What was tested of the same object is told of by itself.
  const checked = (): boolean => st.guards.some((g) => g.cell.root.key === cell.root.key);
  if (
    st.lastCrossing !== undefined &&
    !st.live &&
    !st.looked &&
    st.guards.every((g) => g.crossed !== undefined) &&
    (val.timer === true || (takesDown(m, val) && !checked()))
  )
    push(m, f, st, 'rearm', cell, { at: st.lastCrossing.at, text: 'waits' }, st.lastCrossing, info, at, {
      ...(val.timer === true ? {} : { undoing: true }),
    });
  const emptied = emptiedAfterUse(m, f, st, cell, info);
  if (emptied === undefined && st.traces.length === 0) return;
  for (const t of st.traces) {
    if (t.kind === 'made' && t.object === true && t.crossed !== undefined && t.joined !== true) {
      if (
        (info.kind === 'add' || info.kind === 'set') &&
        cell.key !== t.cell.key &&
        parentKey(cell.key) === t.cell.key &&
        isFilling(cell)
      )
        halfReady(m, f, st, t, t.crossed);
    }
    if (t.kind !== 'released' || t.cell.key !== cell.key || t.crossed === undefined || st.live) continue;
    if (info.kind === 'set' && !isFalsyLiteral(info.literal) && info.literal === undefined)
      push(m, f, st, 'replace', cell, { at: t.at, text: t.text }, t.crossed, info, at);
  }
  st.traces = st.traces.filter((t) => t.cell.key !== cell.key);
  if (emptied !== undefined) st.traces = [...st.traces, emptied];
}

/** `this.socket = await connect()`: what there is to close comes after the wait, and nobody has looked since. */
export function lateResource(m: Machine, f: Frame, st: State, cell: Path, val: Val, info: WriteInfo): void {
  const { lastCrossing } = st;
  if (lastCrossing === undefined || st.live || info.kind !== 'set' || info.literal !== undefined) return;
  if (val.fresh === true || cell.depth !== 1 || cell.root.kind !== 'this') return;
  if (st.guards.some((g) => g.crossed === undefined)) return;
  push(
    m,
    f,
    st,
    'late-resource',
    cell,
    { at: lastCrossing.at, text: 'waits' },
    lastCrossing,
    info,
    m.place(f, info.at),
  );
}

/** `this.off = () => source.off('change', listener)`: calling it undoes what has just been set up. */
function takesDown(m: Machine, { fn }: Val): boolean {
  if (fn === undefined) return false;
  let undoes = false;
  forEachExprIn(fnOf(m.program, fn), (x) => {
    if (x.k !== 'call') return;
    const callee = bare(x.callee);
    if (callee.k === 'member' ? UNDOES.test(callee.prop) || CLOSING_METHODS.test(callee.prop) : clearsTimer(callee))
      undoes = true;
  });
  return undoes;
}

const UNDOES = /^(off|remove(Event)?Listener|unwatch|unobserve|unregister)$/;

function isFilling(cell: Path): boolean {
  return isContents(cell) || cell.key.endsWith(']');
}

export function closes(name: string): boolean {
  return CLOSING_METHODS.test(name);
}

/** `clearTimeout(this.timer)`. */
export function clearsTimer(callee: Expr): boolean {
  return callee.k === 'global' && /^clear(Timeout|Interval|Immediate)$/.test(callee.name);
}
