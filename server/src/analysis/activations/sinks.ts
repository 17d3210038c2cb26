/**
 * Where facts are used up: a write of a cell compares what the activation knows of it with what has passed
 * since. Each mismatch is a candidate; whether another activation can really come in between is decided
 * later, over the whole program (`decide.ts`).
 */
import type { Span } from '../../facts/core.ts';
import { contents, field, isContents, isShared, type Path } from './cells.ts';
import type { Access, AccessKind, Candidate, Frame, Machine, Shape } from './machine.ts';
import { heldForSure, heldThrough } from './crossings.ts';
import type { Guard, State } from './state.ts';
import { flips, guardsOf } from './guarding.ts';
import { markedLate } from './marked-late.ts';
import { answeredLate } from './outdated.ts';
import { meetingOf } from './routes.ts';
import { overrun, waitedOnce } from './limits.ts';
import { sinceOwn, staleOfPart } from './since.ts';
import { setFlags, switches, takesMarkBack } from './switches.ts';
import { noteWaiter } from './waiters.ts';
import { lateResource, noteGiven, noteMade, writeAfterTrace } from './traces.ts';
import { type Crossing, isAlive, isEmptyLiteral, isFalsyLiteral, type Literal, type Val } from './values.ts';

export interface WriteInfo {
  readonly kind: AccessKind;
  readonly text: string;
  readonly at: Span;
  readonly literal?: Literal;
  /** The value is computed from parameters of this call. */
  readonly own?: boolean;
  /** The cell is counted up or down. */
  readonly step?: 'up' | 'down';
}

export function write(m: Machine, f: Frame, st: State, cell: Path | undefined, val: Val, info: WriteInfo): void {
  if (cell === undefined || st.dead) return;
  for (const watch of m.watchers) watch(cell, m.place(f, info.at));
  if (!isShared(cell)) {
    noteWrite(m, f, st, cell, val, info);
    return;
  }
  noteWaiter(m, f, st, cell, val, info);
  const at = m.place(f, info.at);
  const guards = guardsOf(st, cell);
  const fresh = guards.some((g) => g.crossed === undefined) || st.live;
  const updates = val.origins.some((o) => o.crossed === undefined && o.decided !== true && sameCell(o.cell, cell));
  if (f.fn.kind !== 'module' || f.depth > 0 || m.region !== undefined) {
    noteAccess(m, f, st, {
      kind: info.kind,
      cell,
      at,
      update: updates,
      guarded: fresh,
      ...(info.step !== undefined ? { step: info.step } : {}),
      ...(info.literal !== undefined ? { literal: info.literal } : {}),
      ...(m.region !== undefined ? { region: m.region } : {}),
    });
  }
  const rechecked = guards.some((g) => g.crossed === undefined);
  if (!rechecked) {
    for (const o of val.origins) {
      if (o.crossed === undefined || o.decided === true || !sameCell(o.cell, cell) || updates || info.kind === 'add')
        continue;
      const text = o.how === 'derived' || o.how === 'exact' ? `reads ${o.cell.show}` : `checks ${o.cell.show}`;
      const { shown, factAt } = meetingOf(m.sites, o);
      const crossing = shown === undefined ? o.crossed : { ...o.crossed, at: shown.at };
      const whole = cell.root.kind === 'file' ? { ...cell, show: o.cell.show } : cell;
      push(
        m,
        f,
        st,
        'write-back',
        whole,
        { at: factAt, text },
        crossing,
        info,
        at,
        shown === undefined ? {} : { shown },
      );
      break;
    }
    const claimed = new Set<string>();
    for (const g of guards) {
      if (
        g.crossed === undefined ||
        claimed.has(g.cell.key) ||
        updates ||
        !flips(g, info.literal, info.kind, val.fresh)
      )
        continue;
      // All activations wait for one promise and store what it gives.
      if (val.common === true && g.polarity === 'absent') continue;
      claimed.add(g.cell.key);
      push(m, f, st, 'guard-set', cell, { at: g.at, text: g.text }, g.crossed, info, at, { polarity: g.polarity });
    }
    // `if (Date.now() > this.token.expires) this.token = await refresh()`: the answer was about a part of the whole.
    if (
      info.kind === 'set' &&
      info.literal === undefined &&
      !updates &&
      val.common !== true &&
      guards.every((g) => g.polarity === 'present')
    ) {
      const part = staleOfPart(st, cell);
      if (part?.crossed !== undefined)
        push(m, f, st, 'guard-set', cell, { at: part.at, text: part.text }, part.crossed, info, at, {
          polarity: 'other',
        });
    }
    markedLate(m, f, st, cell, val, guards, info);
    waitedOnce(m, f, st, cell, info);
    overrun(m, f, st, cell, guards, info);
    const own = st.writes.get(cell.key);
    const since = own === undefined ? undefined : sinceOwn(st, own, info.at);
    if (
      own !== undefined &&
      since !== undefined &&
      (!cell.key.endsWith(']') || (own.pending === true && !UNIQUE.test(cell.key))) &&
      info.kind === 'reset' &&
      isEmptyLiteral(info.literal) &&
      !isConstant(own.literal) &&
      !st.live
    ) {
      push(m, f, st, 'clobber', cell, { at: own.at, text: own.text }, since, info, at);
    }
    const read = st.reads.get(contents(cell).key);
    if (
      info.kind === 'reset' &&
      read?.crossed !== undefined &&
      (info.literal?.k === 'empty' || info.literal === undefined)
    ) {
      push(
        m,
        f,
        st,
        'drain-reset',
        cell,
        { at: read.at, text: `takes the contents of ${cell.show}` },
        read.crossed,
        info,
        at,
      );
    }
  }
  if (!rechecked) afterwards(m, f, st, cell, guards, info);
  writeAfterTrace(m, f, st, cell, val, info);
  if (!rechecked) answeredLate(m, f, st, cell, val, info);
  for (const [name, part] of val.props ?? []) writePart(m, f, st, cell, name, part, info);
  // Everybody who waits for a common promise gets the same; whoever ends it has to wait for it, too.
  if (info.kind === 'set' && !isFalsyLiteral(info.literal) && !st.live && val.common !== true) {
    for (const g of st.guards) {
      if (g.crossed === undefined || g.cell.key === cell.key || !isShared(g.cell) || g.cell.root.key !== cell.root.key)
        continue;
      push(m, f, st, 'stale-act', cell, { at: g.at, text: g.text }, g.crossed, info, at, {
        guardCell: g.cell,
        polarity: g.polarity,
        ...(g.value !== undefined ? { expected: g.value } : {}),
      });
    }
    // `this.state = 'connecting'; const socket = await open(); this.socket = socket`
    for (const w of st.writes.values()) {
      if (w.crossed === undefined || w.literal?.k !== 'const' || w.cell.key === cell.key || !isShared(w.cell)) continue;
      if (w.cell.root.key !== cell.root.key) continue;
      if (st.guards.some((g) => g.crossed === undefined && (g.cell.key === w.cell.key || g.cell.key === cell.key)))
        continue;
      push(m, f, st, 'stale-act', cell, { at: w.at, text: w.text }, w.crossed, info, at, {
        guardCell: w.cell,
        polarity: 'eq',
        expected: w.literal,
        own: true,
      });
    }
  }
  // What was tested of the object before says more than that it may have ended.
  lateResource(m, f, st, cell, val, info);
  const claimed = guards.some((g) => g.crossed === undefined && g.polarity === 'absent');
  claim(m, f, st, cell, val, guards, info);
  noteWrite(m, f, st, cell, val, info, claimed);
  if (info.own === true) noteGiven(m, f, st, cell, info);
  if (info.kind === 'reset' || info.kind === 'set') {
    const reads = new Map(st.reads);
    reads.delete(contents(cell).key);
    st.reads = reads;
  }
}

/** An access as others meet it: by whom, under which locks and conditions. */
export function noteAccess(
  m: Machine,
  f: Frame,
  st: State,
  access: Omit<Access, 'in' | 'root' | 'locks' | 'when'>,
): void {
  m.events.accesses.push({
    ...access,
    in: f.ref,
    root: m.root,
    locks: heldForSure(st),
    when: switches(st.guards),
  });
}

/** Written after an await without a look at what others have made of the cell meanwhile. */
function afterwards(m: Machine, f: Frame, st: State, cell: Path, guards: readonly Guard[], info: WriteInfo): void {
  const crossing = st.lastCrossing;
  if (crossing === undefined || st.live || cell.depth !== 1) return;
  const at = m.place(f, info.at);
  const own = st.writes.get(cell.key);
  if (isAlive(info.literal)) {
    const began = own?.crossed !== undefined && own.literal?.k === 'const';
    const fact = began ? { at: own.at, text: own.text } : { at: crossing.at, text: 'waits' };
    push(m, f, st, 'revive', cell, fact, crossing, info, at);
  }
  // `this.updating` says that work is under way; who takes that back has done it.
  if (takesMarkBack(cell, info.literal) && !/ing(?![a-z])/.test(cell.show) && own === undefined && guards.length === 0)
    push(m, f, st, 'wiped', cell, { at: crossing.at, text: 'waits' }, crossing, info, at);
  if (info.kind !== 'reset' || info.literal?.k !== 'nullish' || own !== undefined) return;
  // What was found of it before the await says nothing of whether it is still the same.
  if (guards.some((g) => g.crossed === undefined || g.polarity === 'absent')) return;
  for (const [, val] of st.locals.entries()) {
    const read = val.origins.find((o) => o.how === 'exact' && o.crossed !== undefined && o.cell.key === cell.key);
    if (read?.crossed === undefined) continue;
    push(m, f, st, 'take-reset', cell, { at: read.at, text: `takes ${cell.show}` }, read.crossed, info, at);
    return;
  }
}

/**
 * `this.state = { ...this.state, ready: true }` writes `this.state.ready`, too: what was tested of the part, or read
 * from it, is used up by the replacement of the whole.
 */
function writePart(m: Machine, f: Frame, st: State, whole: Path, name: string, val: Val, info: WriteInfo): void {
  const cell = field(whole, name);
  if (cell === undefined || isContents(whole)) return;
  const guards = st.guards.filter((g) => g.cell.key === cell.key);
  const at = m.place(f, info.at);
  if (guards.some((g) => g.crossed === undefined)) {
    claim(m, f, st, cell, val, guards, { ...info, ...literalOf(val) });
    return;
  }
  if (val.origins.some((o) => o.crossed === undefined && sameCell(o.cell, cell))) return;
  const stale = val.origins.find((o) => o.crossed !== undefined && sameCell(o.cell, cell));
  const { literal: _, ...rest } = info;
  const part: WriteInfo = { ...rest, ...literalOf(val) };
  if (stale?.crossed !== undefined && stale.how !== 'exact') {
    push(m, f, st, 'write-back', cell, { at: stale.at, text: `reads ${cell.show}` }, stale.crossed, part, at);
    return;
  }
  for (const g of guards) {
    if (g.crossed === undefined || !flips(g, val.literal, isFalsyLiteral(val.literal) ? 'reset' : 'set')) continue;
    push(m, f, st, 'guard-set', cell, { at: g.at, text: g.text }, g.crossed, part, at, { polarity: g.polarity });
    break;
  }
  st.guards = st.guards.filter((g) => !guards.includes(g));
}

function literalOf(val: Val): { readonly literal?: Literal } {
  return val.literal === undefined ? {} : { literal: val.literal };
}

/** After an await, a value read before it goes back into the cell it came from. */
function sameCell(a: Path, b: Path): boolean {
  if (a.key === b.key) return true;
  // Contents of a collection rebuilt from the collection: `this.items = [...this.items, x]`.
  return a.key === `${b.key}[*]`;
}

/** Keys that no two activations share. */
const UNIQUE = /\?\d|uuid|random|nanoid|unique|next\w*Id|\+\+/i;

function isConstant(l: Literal | undefined): boolean {
  return l !== undefined && l.k !== 'empty';
}

export function push(
  m: Machine,
  f: Frame,
  st: State,
  shape: Shape,
  cell: Path,
  fact: Candidate['fact'],
  crossed: Crossing,
  info: Pick<WriteInfo, 'text' | 'literal'>,
  at: Candidate['sink']['at'],
  more: Partial<Candidate> = {},
): void {
  // Doing something twice, or for nothing, takes a wait in which it is done.
  const crossing = (shape === 'guard-set' || shape === 'stale-act' ? crossed.work : undefined) ?? crossed;
  m.events.candidates.push({
    shape,
    cell,
    fact,
    crossing,
    sink: { at, text: info.text },
    through: heldThrough(st, crossing),
    sets: setFlags(st),
    locks: st.locks,
    in: f.ref,
    root: m.root,
    via: [...m.sites],
    ...(info.literal !== undefined ? { literal: info.literal } : {}),
    ...(m.region !== undefined ? { region: m.region } : {}),
    ...more,
  });
}

/**
 * A cell tested and written in one job admits one activation: until it is written back, it is a lock for all
 * code that tests it first. Writing the opposite gives the lock back.
 */
function claim(m: Machine, f: Frame, st: State, cell: Path, val: Val, guards: readonly Guard[], info: WriteInfo): void {
  const releases = (info.kind === 'reset' && val.fresh !== true) || isFalsyLiteral(info.literal);
  const key = `flag:${cell.canon}`;
  const held = st.locks.find((l) => l.key === key);
  const taken = guards.find((g) => g.crossed === undefined && flips(g, info.literal, info.kind, val.fresh));
  if (taken !== undefined && (held === undefined || taken.polarity !== 'present')) {
    m.hold(st, { key, show: cell.show, flag: cell.canon, at: taken.at });
    if (taken.polarity === 'absent') noteMade(m, f, st, cell, val, taken, info);
  } else if (
    held === undefined &&
    !releases &&
    st.waited.some((w) => w.cell.key === cell.key && w.side === undefined)
  ) {
    // `if (current) await current; ... current = work()`: whoever comes later waits for what is put there.
    m.hold(st, { key, show: cell.show, flag: cell.canon, at: m.place(f, info.at) });
  } else if (held !== undefined && (releases || info.kind === 'set')) {
    st.locks = st.locks.filter((l) => l !== held);
    st.released = [...st.released, held];
  }
  // The question is answered anew.
  st.guards = st.guards.filter((g) => !guards.includes(g));
  st.waited = st.waited.filter((w) => w.cell.key !== cell.key);
}

function noteWrite(m: Machine, f: Frame, st: State, cell: Path, val: Val, info: WriteInfo, claimed = false): void {
  st.writes = new Map(st.writes).set(cell.key, {
    cell,
    at: m.place(f, info.at),
    text: info.text,
    ...(info.literal !== undefined ? { literal: info.literal } : {}),
    ...(claimed ? { claimed } : {}),
    ...(val.pending === true ? { pending: true } : {}),
    // An answer that is kept is no question.
    ...(val.about !== undefined && val.answer?.awaited !== true ? { about: val.about } : {}),
  });
  // What was known of the parts went with the whole.
  const prefixes = [`${cell.key}.`, `${cell.key}[`];
  if (info.kind === 'set' || info.kind === 'reset')
    st.guards = st.guards.filter(
      (g) =>
        !prefixes.some((p) => g.cell.key.startsWith(p)) ||
        // That there was nothing is still an old answer when a new collection is put in its place.
        (val.fresh === true && g.crossed !== undefined && g.polarity === 'absent'),
    );
}

/** Contents of a collection were walked through or handed to somebody. */
export function readContents(m: Machine, f: Frame, st: State, path: Path | undefined, at: Span): void {
  if (path === undefined || st.dead || !isShared(path) || isContents(path)) return;
  const cell = contents(path);
  for (const watch of m.watchers) watch(cell, m.place(f, at));
  const old = st.reads.get(cell.key);
  if (old !== undefined && old.crossed === undefined) return;
  st.reads = new Map(st.reads).set(cell.key, { cell, at: m.place(f, at) });
}

export function touch(m: Machine, f: Frame, path: Path | undefined, at: Span): void {
  if (path === undefined) return;
  m.seen.add(path.key);
  for (const watch of m.watchers) watch(path, m.place(f, at));
}
