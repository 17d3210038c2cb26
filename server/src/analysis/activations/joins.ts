/**
 * Where paths meet: what holds on every path is kept, except staleness, which one path suffices for.
 */
import {
  clone,
  emptyState,
  type Guard,
  type Held,
  type ReadFact,
  type State,
  type Tail,
  type Trace,
  type WriteFact,
} from './state.ts';

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
