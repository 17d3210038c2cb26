/**
 * What is known at one point of one activation, and how that changes at awaits and where paths meet.
 * Facts say "established in this job" until an await passes over them; then they carry the crossing.
 * Joins keep what holds on every path, except staleness, which one path suffices for.
 */
import type { Place } from '../../findings/finding.ts';
import type { FnRef } from '../program.ts';
import type { Path } from './cells.ts';
import { Locals } from './locals.ts';
import { type Crossing, type Literal, type Origin, type Val } from './values.ts';

/** What the guard found the cell to be on this branch. */
export type Polarity = 'absent' | 'present' | 'less' | 'more' | 'eq' | 'ne' | 'other';

/** On which side of a limit a comparison found the cell: below its ceiling, above its floor, or with nothing in it. */
export type Side = 'below' | 'above' | 'empty';

/** A condition on a cell that decided to come here. */
export interface Guard {
  readonly cell: Path;
  /** The test. */
  readonly at: Place;
  readonly text: string;
  readonly polarity: Polarity;
  readonly side?: Side;
  readonly value?: Literal;
  readonly crossed?: Crossing;
}

/** A collection's contents were handed out or walked through. */
export interface ReadFact {
  readonly cell: Path;
  readonly at: Place;
  readonly crossed?: Crossing;
}

/** The activation's own last write of a cell. */
export interface WriteFact {
  readonly cell: Path;
  readonly at: Place;
  readonly literal?: Literal;
  readonly text: string;
  /** A promise was put there. */
  readonly pending?: boolean;
  /** The cell was found empty in the same job. */
  readonly claimed?: boolean;
  /** Parameters that the value was made from. */
  readonly about?: ReadonlySet<string>;
  readonly crossed?: Crossing;
}

export interface Held {
  readonly id: number;
  readonly key: string;
  readonly show: string;
  /** A flag or stored promise that admits one activation at a time; only code that tests it keeps out. */
  readonly flag?: string;
  /** Held by the activation that started this one: keeps others out, not siblings. */
  readonly outer?: boolean;
  /** Assumed for the start of something that is stored under a guard; ends with it. */
  readonly solo?: boolean;
  /** The function whose every call makes a lock of its own. */
  readonly maker?: FnRef;
  /** Protects an activation of the same async context from itself too: siblings get in. */
  readonly reentrant?: boolean;
  /** The same lock as other paths that came here took it. */
  readonly twins?: readonly number[];
  /** How many awaits lay behind when it was taken. */
  readonly epoch: number;
  /** Some paths came here without it, and without an await since: it protects what was crossed with it, nothing later. */
  readonly partial?: boolean;
  readonly at: Place;
}

/** `if (this.lock) await this.lock;`: the wait is over, but somebody else may have come first. */
export interface Waited {
  readonly cell: Path;
  readonly guardAt: Place;
  readonly at: Place;
  readonly text: string;
  /** The test asked whether enough was left; on this side of the limit it was not. */
  readonly side?: Side;
}

/** What the activation did to a cell that goes wrong when somebody else comes in between. */
export interface Trace {
  /**
   * `released`: what the cell held was closed or called off, to be replaced. `made`: the cell was found empty and
   * filled in one job, and is made ready only afterwards. `used`: found there before the await, used after it
   * without another look. `emptied`: the same, but taken out before it is used. `given`: what belongs to this call alone
   * was put there. `decided`: found not done, and the work was waited for without a mark that it is under way.
   */
  readonly kind: 'released' | 'made' | 'used' | 'emptied' | 'given' | 'decided';
  readonly cell: Path;
  readonly at: Place;
  readonly text: string;
  /** For `made`: the test, and whether the cell holds an object (or just says that the work is done). */
  readonly guard?: { readonly at: Place; readonly text: string };
  readonly object?: boolean;
  /** For `made`: paths that found the cell full have joined. */
  readonly joined?: boolean;
  /** For `decided`: what the work has put where others find it. */
  readonly made?: WriteFact;
  readonly crossed?: Crossing;
}

/** What follows a promise that nobody waits for: `load().then(store)`. It runs after the present job. */
export interface Tail {
  readonly id: string;
  /** Traces of paths that did not start it, by their places. */
  readonly strangers?: ReadonlySet<string>;
  readonly run: (s: State) => void;
}

export interface State {
  dead: boolean;
  tails: readonly Tail[];
  traces: readonly Trace[];
  /** Shared between copies of the state until one of them writes (see `setLocal`). */
  locals: Locals;
  ownsLocals: boolean;
  guards: readonly Guard[];
  reads: ReadonlyMap<string, ReadFact>;
  writes: ReadonlyMap<string, WriteFact>;
  locks: readonly Held[];
  waited: readonly Waited[];
  /** Flags given back in this job: nobody can have taken them before the next await. */
  released: readonly Held[];
  /** Awaits passed since the activation began: 0 is the job of its caller. */
  suspended: boolean;
  /** Counts awaits; differs before and after an expression that awaited. */
  epoch: number;
  lastCrossing?: Crossing;
  /** A liveness test (aborted, disposed, closed, generation) was passed since the last await. */
  live: boolean;
  /** Something shared was tested since the last await. */
  looked: boolean;
}

export function emptyState(): State {
  return {
    dead: false,
    tails: [],
    traces: [],
    locals: Locals.empty(),
    ownsLocals: true,
    guards: [],
    reads: new Map(),
    writes: new Map(),
    locks: [],
    waited: [],
    released: [],
    suspended: false,
    epoch: 0,
    live: false,
    looked: false,
  };
}

export function clone(s: State): State {
  s.ownsLocals = false;
  return { ...s };
}

export function setLocal(s: State, key: string, val: Val): void {
  if (!s.ownsLocals) {
    s.locals = s.locals.fork();
    s.ownsLocals = true;
  }
  s.locals.set(key, val);
}

export function replace(target: State, source: State): void {
  target.dead = source.dead;
  target.tails = source.tails;
  target.traces = source.traces;
  target.locals = source.locals;
  source.ownsLocals = false;
  target.ownsLocals = false;
  target.guards = source.guards;
  target.reads = source.reads;
  target.writes = source.writes;
  target.locks = source.locks;
  target.waited = source.waited;
  target.released = source.released;
  target.suspended = source.suspended;
  target.live = source.live;
  target.looked = source.looked;
  target.epoch = source.epoch;
  if (source.lastCrossing !== undefined) target.lastCrossing = source.lastCrossing;
  else delete target.lastCrossing;
}

export function join(states: readonly State[]): State {
  const alive = states.filter((s) => !s.dead);
  const first = alive[0] ?? states[0];
  if (first === undefined) return { ...emptyState(), dead: true };
  if (alive.length < 2) return clone(first);
  return alive.slice(1).reduce(join2, clone(first));
}

function join2(a: State, b: State): State {
  const locals = a.locals.join(b.locals);
  a.ownsLocals = false;
  b.ownsLocals = false;
  const guards: Guard[] = [];
  for (const g of a.guards) {
    const h = b.guards.find((x) => x.cell.key === g.cell.key && x.at.start === g.at.start && x.polarity === g.polarity);
    if (h === undefined) continue;
    const { side, ...kept } = g.crossed !== undefined ? g : h;
    guards.push(side !== undefined && g.side === h.side ? { ...kept, side } : kept);
  }
  const lastCrossing = a.epoch >= b.epoch ? a.lastCrossing : b.lastCrossing;
  return {
    dead: false,
    tails: joinTails(a, b),
    traces: joinTraces(a, b),
    locals,
    ownsLocals: locals !== a.locals,
    guards,
    reads: joinReads(a, b),
    writes: joinWrites(a, b),
    locks: joinLocks(a, b),
    waited: [...a.waited, ...b.waited.filter((w) => !a.waited.some((x) => x.at.start === w.at.start))],
    released: a.released.filter(
      (l) => b.released.some((m) => m.id === l.id || m.key === l.key) || b.locks.some((m) => m.id === l.id),
    ),
    suspended: a.suspended || b.suspended,
    live: a.live && b.live,
    looked: a.looked && b.looked,
    epoch: Math.max(a.epoch, b.epoch),
    ...(lastCrossing !== undefined ? { lastCrossing } : {}),
  };
}

function joinReads(a: State, b: State): ReadonlyMap<string, ReadFact> {
  if (a.reads === b.reads || b.reads.size === 0) return a.reads;
  const reads = new Map(a.reads);
  for (const [key, fact] of b.reads) if (reads.get(key)?.crossed === undefined) reads.set(key, fact);
  return reads;
}

function joinWrites(a: State, b: State): ReadonlyMap<string, WriteFact> {
  if (a.writes === b.writes) return a.writes;
  const writes = new Map<string, WriteFact>();
  for (const [key, fact] of a.writes) {
    const other = b.writes.get(key);
    if (other !== undefined && other.at.start === fact.at.start)
      writes.set(key, fact.crossed !== undefined ? fact : other);
  }
  return writes;
}

/**
 * Locks held on both paths. Where each took the same lock for itself, either will do; and one that the other path never
 * needed, because it has not awaited since, still protects what went stale under it.
 */
function joinLocks(a: State, b: State): readonly Held[] {
  if (a.locks === b.locks) return a.locks;
  const ids = (l: Held): readonly number[] => [l.id, ...(l.twins ?? [])];
  const out: Held[] = [];
  for (const l of a.locks) {
    const same = b.locks.find((x) => x.id === l.id) ?? b.locks.find((x) => x.key === l.key);
    if (same === undefined) {
      if (b.epoch <= l.epoch) out.push({ ...l, partial: true });
    } else if (same.id === l.id && same.partial === l.partial) out.push(l);
    else
      out.push({
        ...l,
        twins: [...new Set([...ids(l), ...ids(same)])].filter((id) => id !== l.id),
        ...(l.partial === true || same.partial === true ? { partial: true } : {}),
      });
  }
  for (const l of b.locks)
    if (a.epoch <= l.epoch && !a.locks.some((x) => x.id === l.id || x.key === l.key)) out.push({ ...l, partial: true });
  return out;
}

/** What follows a promise of one path does not follow what only the other path did. */
function joinTails(a: State, b: State): readonly Tail[] {
  if (a.tails === b.tails) return a.tails;
  const only = (s: State, other: State): ReadonlySet<string> =>
    new Set(s.traces.filter((t) => !other.traces.some((x) => x.at.start === t.at.start)).map(traceKey));
  const without = (t: Tail, strangers: ReadonlySet<string>): Tail =>
    strangers.size === 0 ? t : { ...t, strangers: new Set([...(t.strangers ?? []), ...strangers]) };
  const shared = new Set(a.tails.filter((t) => b.tails.some((x) => x.id === t.id)).map((t) => t.id));
  return [
    ...a.tails.map((t) => (shared.has(t.id) ? t : without(t, only(b, a)))),
    ...b.tails.filter((t) => !shared.has(t.id)).map((t) => without(t, only(a, b))),
  ];
}

export function traceKey(t: Trace): string {
  return `${t.kind}@${t.at.file}:${t.at.start}`;
}

/** Where a path that filled the cell meets one that found it full, the others' view of it begins. */
function joinTraces(a: State, b: State): readonly Trace[] {
  if (a.traces === b.traces) return a.traces;
  const out: Trace[] = [];
  for (const [t, other] of [
    ...a.traces.map((x) => [x, b] as const),
    ...b.traces.filter((x) => !a.traces.some((y) => y.at.start === x.at.start)).map((x) => [x, a] as const),
  ]) {
    const full = (s: State): boolean =>
      s.guards.some((g) => g.cell.key === t.cell.key && g.polarity === 'present' && g.crossed === undefined);
    const twin = other.traces.find((x) => x.at.start === t.at.start && x.kind === t.kind);
    if (t.kind === 'made' && twin === undefined && full(other)) {
      // Nobody can have come in between when the paths meet in the same job; objects tell themselves whether they are ready.
      if (t.crossed !== undefined && t.object !== true) out.push({ ...t, joined: true });
    } else
      out.push(
        t.crossed !== undefined || twin === undefined
          ? { ...t, ...(twin?.joined === true ? { joined: true } : {}) }
          : twin,
      );
  }
  return out;
}

function awaitsWork(c: Crossing): boolean {
  return c.joins === true && c.work === undefined;
}

/**
 * Other activations may run here.
 * @param joins the await waits for what others wait for, too
 */
export function suspend(s: State, at: Place, joins = false): void {
  if (s.dead) return;
  const partial = new Set(s.locks.filter((l) => l.partial === true).flatMap((l) => [l.id, ...(l.twins ?? [])]));
  const locks = s.locks.filter((l) => l.partial !== true).map((l) => l.id);
  const crossing: Crossing = { at, locks, ...(joins ? { joins } : {}) };
  // What was protected on some paths only goes stale here for the others.
  const safeSoFar = (c: Crossing): boolean => partial.size > 0 && c.locks.some((id) => partial.has(id));
  const cross = <T extends { readonly crossed?: Crossing }>(fact: T): T => {
    const { crossed } = fact;
    if (crossed === undefined || safeSoFar(crossed)) return { ...fact, crossed: crossing };
    if (joins || !awaitsWork(crossed)) return fact;
    return { ...fact, crossed: { ...crossed, work: { at, locks: locks.filter((id) => crossed.locks.includes(id)) } } };
  };
  for (const [key, val] of s.locals.entries()) {
    if (val.origins.some((o) => o.crossed === undefined || awaitsWork(o.crossed) || safeSoFar(o.crossed)))
      setLocal(s, key, { ...val, origins: val.origins.map(cross) });
  }
  s.guards = s.guards.map(cross);
  if (s.traces.length > 0)
    s.traces = s.traces.map((t) =>
      t.crossed === undefined ? { ...t, crossed: crossing } : awaitsWork(t.crossed) ? cross(t) : t,
    );
  s.reads = mapValues(s.reads, cross);
  s.writes = mapValues(s.writes, cross);
  s.suspended = true;
  s.released = [];
  s.epoch += 1;
  s.lastCrossing = crossing;
  s.live = false;
  s.looked = false;
}

/**
 * The cell changes only after this place, though the code goes on at once: what was known of it is old by then.
 * Gives the value that is put there, seen from that time.
 */
export function crossCell(s: State, cell: Path, at: Place, val: Val): Val {
  const crossing: Crossing = { at, locks: s.locks.map((l) => l.id) };
  const cross = <T extends { readonly cell: Path; readonly crossed?: Crossing }>(fact: T): T =>
    fact.crossed !== undefined || fact.cell.key !== cell.key ? fact : { ...fact, crossed: crossing };
  s.guards = s.guards.map(cross);
  return { ...val, origins: val.origins.map(cross) };
}

/** A value computed before the last await, used after it. */
export function crossVal(val: Val, s: State): Val {
  const crossing = s.lastCrossing;
  if (crossing === undefined || val.origins.every((o) => o.crossed !== undefined)) return val;
  return { ...val, origins: val.origins.map((o) => (o.crossed !== undefined ? o : { ...o, crossed: crossing })) };
}

function mapValues<T>(map: ReadonlyMap<string, T>, f: (value: T) => T): ReadonlyMap<string, T> {
  if (map.size === 0) return map;
  const out = new Map<string, T>();
  for (const [key, value] of map) out.set(key, f(value));
  return out;
}

/** A test showed that nothing newer came in between (generation, identity, abort): stale facts are good again. */
export function validate(s: State): void {
  s.guards = s.guards.filter((g) => g.crossed === undefined);
  s.reads = new Map([...s.reads].filter(([, r]) => r.crossed === undefined));
  s.writes = new Map([...s.writes].filter(([, w]) => w.crossed === undefined));
  s.waited = [];
  s.traces = s.traces.filter((t) => t.crossed === undefined);
  const fresh = (o: Origin): boolean => o.crossed === undefined;
  for (const [key, val] of s.locals.entries()) {
    if (!val.origins.every(fresh)) setLocal(s, key, { ...val, origins: val.origins.filter(fresh) });
  }
  s.live = true;
}

/** Locks held on every path that leads here. */
export function heldForSure(s: State): readonly Held[] {
  return s.locks.some((l) => l.partial === true) ? s.locks.filter((l) => l.partial !== true) : s.locks;
}

/** Locks that have been held without a break since before the crossing. */
export function heldThrough(s: State, crossing: Crossing): readonly Held[] {
  return [...s.locks, ...s.released].filter(
    (l) => crossing.locks.includes(l.id) || (l.twins ?? []).some((id) => crossing.locks.includes(id)),
  );
}
