/** What passes an await, and what a fresh look makes good again: facts and values carry the crossing that made them old. */
import type { Place } from '../../findings/finding.ts';
import type { Path } from './cells.ts';
import { type Held, setLocal, type State } from './state.ts';
import type { Crossing, Origin, Val } from './values.ts';

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
