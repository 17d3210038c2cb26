/**
 * Lock discipline: every access to a field or variable that somebody touches under a lock, with the locks held on each
 * way that leads there from a function others call. Functions that reach no lock are read as text: nothing is held in
 * them.
 */
import type { Place } from '../../findings/finding.ts';
import { outermost, classOf, factsOf, fnKey, fnOf, place, sameFn, thisClassOf, type FnRef } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { type Held, isVague, type Lock, pathKey } from './domain.ts';
import { isDeferred, isRoot } from './guarded.ts';
import type { LockView } from './index.ts';
import { type Act, isStartUp, isSynchronized, marksAt, marksOf } from './touches.ts';

export interface Touch {
  readonly cell: string;
  readonly name: string;
  readonly act: Act;
  readonly done: number;
  readonly value: string | undefined;
  readonly at: Place;
  readonly fn: FnRef;
  readonly root: FnRef;
  /** Every lock held, also those that cannot guard anything. */
  readonly held: readonly Held[];
  readonly trace: readonly { readonly at: Place; readonly callee: FnRef }[];
}

export interface Discipline {
  /** Accesses of each cell that is touched under a lock at least once. */
  readonly touches: ReadonlyMap<string, readonly Touch[]>;
  /** Accesses to what all objects of a class share, under a lock of one object, as the object's own functions see it. */
  readonly ofInstances: ReadonlyMap<string, readonly Touch[]>;
  /** One name for a lock wherever it is held on behalf of the same object. */
  lockId(lock: Lock): string;
}

export function disciplineOf(view: LockView): Discipline {
  const all: Touch[] = [];
  const named = new Map<string, string>();
  const cellOf = (cell: string): string => {
    let name = named.get(cell);
    if (name === undefined) named.set(cell, (name = declaredCell(view, cell)));
    return name;
  };
  const ofInstances = new Map<string, Touch[]>();
  const guardedElsewhere = new Set<string>();
  for (const { fn, event } of view.events) {
    if (event.k !== 'touch') continue;
    const isShared = !event.cell.startsWith('C:');
    const root = isRoot(view, fn);
    if (!root && !isShared) continue;
    const { name, act, done, value, at, trace } = event;
    const held = [...event.held, ...synchronizedBy(view, [fn, ...trace.map((step) => step.callee)])];
    const cell = cellOf(event.cell);
    const touch: Touch = { cell, name, act, done, value, at, fn: event.fn, root: fn, held, trace };
    if (root) all.push(touch);
    if (!isShared) continue;
    const locks = held.map((h) => h.lock).filter(guards);
    if (locks.some((lock) => !isOfInstance(lock))) guardedElsewhere.add(cell);
    else if (locks.length > 0) ofInstances.set(cell, [...(ofInstances.get(cell) ?? []), touch]);
  }
  for (const cell of guardedElsewhere) ofInstances.delete(cell);
  const none = { touches: new Map(), ofInstances, lockId: (lock: Lock) => lockId(view, lock) };
  const guarded = new Set(all.filter((t) => t.held.some((h) => guards(h.lock))).map((t) => t.cell));
  if (guarded.size === 0) return none;
  all.push(...withoutLocks(view, guarded, cellOf));
  const touches = new Map<string, Touch[]>();
  const seen = new Set<string>();
  for (const t of all) {
    if (!guarded.has(t.cell)) continue;
    const key = `${t.cell}|${fnKey(t.root)}|${t.act}|${t.at.file}:${t.at.start}:${t.done}|${t.held.map((h) => `${lockId(view, h.lock)}@${h.at.start}`).join()}|${t.trace.map((s) => s.at.start).join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    touches.set(t.cell, [...(touches.get(t.cell) ?? []), t]);
  }
  return { ...none, touches };
}

/** A lock of which one holder is enough, and of which everybody knows which one it is. */
export function guards(lock: Lock): boolean {
  const { path } = lock;
  return (
    lock.mode === 'exclusive' &&
    (lock.shape !== 'semaphore' || lock.capacity === 1) &&
    lock.unit === undefined &&
    !isVague(path) &&
    !/^p\d/.test(path.root) &&
    path.steps.every((step) => !step.startsWith('[') || step.startsWith('[=')) &&
    (path.root !== 'this' || path.steps.length < 2)
  );
}

/** How an access holds the lock of that name, if it does. */
export const heldAs = (discipline: Discipline, t: Touch, id: string): Held | undefined =>
  t.held.find((h) => guards(h.lock) && discipline.lockId(h.lock) === id);

/** A lock that belongs to one object: others of its class have their own. */
export const isOfInstance = (lock: Lock): boolean => lock.path.root === 'this';

/** A field of a subclass under the name of the class that declares it. */
function declaredCell({ program, it }: LockView, cell: string): string {
  const m = /^C:(.*)#(\d+)\.(.*)$/.exec(cell);
  const [file, name] = [m?.[1], m?.[3]];
  if (file === undefined || name === undefined) return cell;
  let declared = cell;
  let at: { readonly file: string; readonly cls: number } | undefined = { file, cls: Number(m?.[2]) };
  for (let depth = 0; at !== undefined && program.files.has(at.file) && depth < 8; depth++) {
    const own = classOf(program, at).fields.some((f) => f.name === name) || it.resolver.assignmentsOf(at).has(name);
    if (own) declared = `C:${at.file}#${at.cls}.${name}`;
    at = it.resolver.superOf(at);
  }
  return declared;
}

function lockId(view: LockView, { path, cls }: Lock): string {
  return path.root === 'this' && cls !== undefined ? view.kinds.canonical(cls) : pathKey(path);
}

/** `@synchronized` methods on the way hold the lock of their object. */
function synchronizedBy(view: LockView, way: readonly FnRef[]): readonly Held[] {
  return way.flatMap((ref): Held[] => {
    const fn = fnOf(view.program, ref);
    if (fn.cls === undefined || !isSynchronized(factsOf(view.program, ref.file), fn)) return [];
    const lock: Lock = {
      path: { root: fn.static ? `x:${ref.file}#${fn.cls}` : 'this', steps: [] },
      cls: `S:${ref.file}#${fn.cls}`,
      name: `the lock of ${classOf(view.program, { file: ref.file, cls: fn.cls }).name}`,
      mode: 'exclusive',
      capacity: 1,
      shape: 'mutex',
      reentrant: true,
      timed: false,
      limiter: false,
    };
    return [{ lock, at: place(ref.file, fn.nameAt) }];
  });
}

/** Accesses in functions that reach no lock, by whoever calls them without coming by one. */
function withoutLocks(view: LockView, cells: ReadonlySet<string>, cellOf: (cell: string) => string): readonly Touch[] {
  const { program } = view;
  const relevant = new Set(view.relevant.map(fnKey));
  const names = new Set([...cells].map((cell) => cell.slice(cell.lastIndexOf('.') + 1)));
  const out: Touch[] = [];
  for (const [file, facts] of program.files) {
    const marks = marksOf(facts);
    if (
      ![...marks.members].some((name) => names.has(name)) &&
      ![...marks.variables].some((b) => cells.has(`v:${file}#${b}`))
    )
      continue;
    for (const fn of facts.functions) {
      const ref = { file, fn: fn.id };
      if (isStartUp(fn) || relevant.has(fnKey(ref)) || isStartUp(fnOf(program, outermost(program, ref)))) continue;
      const found: Pick<Touch, 'cell' | 'name' | 'act' | 'done' | 'value' | 'at'>[] = [];
      forEachExprIn(fn, (e) => {
        const touched = cellIn(view, ref, e);
        const cell = touched === undefined ? undefined : cellOf(touched.cell);
        if (touched === undefined || cell === undefined || !cells.has(cell)) return;
        for (const { act, done, value } of marksAt(marks, e))
          found.push({ cell, name: touched.name, act, done, value, at: touched.at });
      });
      if (found.length === 0) continue;
      for (const root of rootsOf(view, ref, relevant))
        out.push(...found.map((t) => ({ ...t, fn: ref, root, held: [], trace: [] })));
    }
  }
  return out;
}

/** The cell of `this.f`, `Cls.f` or a variable of the module. */
function cellIn(
  view: LockView,
  ref: FnRef,
  e: Parameters<typeof bare>[0],
): { readonly cell: string; readonly name: string; readonly at: Place } | undefined {
  const { program } = view;
  const facts = factsOf(program, ref.file);
  const b = e.k === 'var' ? e.b : e.k === 'assign' && e.target.k === 'bind' ? e.target.b : undefined;
  if (b !== undefined) {
    const binding = facts.bindings[b];
    if (binding === undefined || binding.owner !== 0 || binding.kind === 'import') return undefined;
    const at = place(ref.file, e.k === 'assign' ? e.target.at : e.at);
    return { cell: `v:${ref.file}#${b}`, name: binding.name, at };
  }
  if (e.k !== 'member') return undefined;
  const owner = bare(e.obj);
  const at = place(ref.file, e.at);
  if (owner.k === 'this') {
    const own = thisClassOf(program, ref);
    if (own === undefined) return undefined;
    const name = `${facts.classes[own.cls]?.name ?? ''}.${e.prop}`;
    return { cell: `${own.static ? 'x' : 'C'}:${ref.file}#${own.cls}.${e.prop}`, name, at };
  }
  const cls = owner.k === 'var' ? facts.bindings[owner.b]?.cls : undefined;
  return cls === undefined
    ? undefined
    : { cell: `x:${ref.file}#${cls}.${e.prop}`, name: `${facts.classes[cls]?.name ?? ''}.${e.prop}`, at };
}

/** Functions that others call from which a function is reached through code that reaches no lock. */
function rootsOf(view: LockView, ref: FnRef, relevant: ReadonlySet<string>): readonly FnRef[] {
  const roots: FnRef[] = [];
  const seen = new Set<string>();
  const climb = (at: FnRef): void => {
    if (seen.has(fnKey(at)) || seen.size > 200 || relevant.has(fnKey(at))) return;
    seen.add(fnKey(at));
    const own = outermost(view.program, at);
    if (isRoot(view, at)) roots.push(at);
    else if (!sameFn(own, at) && (isDeferred(view, at) || view.graph.in(at).length === 0)) climb(own);
    for (const { caller } of view.graph.in(at)) if (caller.fn !== 0) climb(caller);
  };
  climb(ref);
  return roots;
}
