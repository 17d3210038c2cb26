/**
 * Waiters kept in one place: `return new Promise((resolve) => { this.resolve = resolve; })`. A second call while the
 * first still waits puts its own there; whoever settles what is there settles the second, and the first waits for ever.
 */
import type { Expr, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { DEFERRED, ONE_WAITER } from '../../knowledge/promises.ts';
import { outermost, fnOf, place, sameFn, type FnRef, type Program } from '../program.ts';
import { bare, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import { isContents, type Path, show } from './cells.ts';
import type { Meetings } from './event-index.ts';
import type { Signal } from './handed.ts';
import type { Candidate, Frame, Machine } from './machine.ts';
import { family, inside, type Verdict, verdictOf } from './meeting.ts';
import { push, type WriteInfo } from './sinks.ts';
import { heldForSure } from './crossings.ts';
import type { State } from './state.ts';
import type { Settler, Val } from './values.ts';

/** What `new Promise` gives its executor, by the promise that it makes. */
export function settlerOf(m: Machine, f: Frame, promise: Expr, stored: boolean): Settler {
  return { promise: m.place(f, promise.at), waited: !stored || isWaitedFor(f, promise) };
}

/** `const answered = new Promise(...); this.send(); await answered;` */
function isWaitedFor(f: Frame, promise: Expr): boolean {
  let named: number | undefined;
  forEachStmt(f.fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls)
      if (d.target.k === 'bind' && d.init !== undefined && bare(d.init) === promise) named = d.target.b;
  });
  return named !== undefined && waitsFor(f, (e) => e.k === 'var' && e.b === named);
}

/** Whether the function waits for, or gives its caller, what such an expression denotes. */
function waitsFor(f: Frame, is: (e: Expr) => boolean): boolean {
  let found = false;
  const among = (e: Expr): void =>
    forEachExpr(e, (x) => {
      found ||= is(x);
    });
  forEachExprIn(f.fn, (e) => {
    if (e.k === 'await') among(e.e);
  });
  forEachStmt(f.fn.body, (s) => {
    if (s.k === 'return' && s.e !== undefined) among(s.e);
  });
  return found;
}

/** `new Deferred()`: a promise together with what settles it. */
export function deferredOf(m: Machine, f: Frame, callee: Expr, at: Span): Pick<Val, 'settles'> {
  const name = lastName(m, f, callee);
  return DEFERRED.test(name) ? { settles: { promise: m.place(f, at), waited: false } } : {};
}

/** `Promise.withResolvers()` */
export function pairOf(m: Machine, f: Frame, at: Span): Val {
  const settles: Settler = { promise: m.place(f, at), waited: false };
  const settler: Val = { origins: [], settles };
  const props = new Map<string, Val>([
    ['promise', { origins: [], pending: true }],
    ['resolve', settler],
    ['reject', settler],
  ]);
  return { origins: [], fresh: true, settles, props };
}

/** Called for each write of a cell that others can reach, before the write is taken note of. */
export function noteWaiter(m: Machine, f: Frame, st: State, cell: Path, val: Val, info: WriteInfo): void {
  const settler = val.settles ?? [...(val.props?.values() ?? [])].find((v) => v.settles !== undefined)?.settles;
  if (settler === undefined || info.kind !== 'set' || cell.key.endsWith(']') || isContents(cell)) return;
  if (cell.root.kind === 'file' || cell.root.key.startsWith('global:')) return;
  // What a constructor stores is there once; what was looked at before is dealt with.
  if (f.fn.kind === 'constructor' || f.fn.kind === 'module' || fnOf(m.program, m.root).kind === 'constructor') return;
  if (m.seen.has(cell.key) || st.dead) return;
  const prop = cell.key.slice(cell.key.lastIndexOf('.') + 1);
  const host = outermost(m.program, f.ref);
  const waiting = (e: Expr): boolean =>
    e.k === 'member' && e.prop === 'promise' && lastName(m, f, e.obj) === lastOf(cell.show);
  if (!settler.waited && !waitsFor(f, waiting)) return;
  const settledAt = readElsewhere(m.program, host, cell, prop);
  if (settledAt === undefined) return;
  const at = m.place(f, info.at);
  const crossing = { at: settler.promise, locks: heldForSure(st).map((l) => l.id) };
  const fact = { at, text: `keeps what settles its promise in ${cell.show}` };
  push(m, f, st, 'waiter', cell, fact, crossing, info, at, {
    tested: st.guards.flatMap((g) => (g.crossed === undefined ? [g.cell] : [])),
    settledAt,
  });
}

function lastName(m: Machine, f: Frame, e: Expr): string {
  return lastOf(show(m.program, f.ref.file, bare(e), 200));
}

function lastOf(shown: string): string {
  return shown.slice(shown.lastIndexOf('.') + 1);
}

/** Where another function looks at what is kept: it is the one that settles it. */
function readElsewhere(program: Program, host: FnRef, cell: Path, prop: string): Place | undefined {
  const facts = program.files.get(host.file);
  const variable = cell.depth === 0 ? Number(/#v(\d+)$/.exec(cell.key)?.[1]) : undefined;
  for (const fn of facts?.functions ?? []) {
    if (inside(program, host.file, fn.id, host)) continue;
    let found: Span | undefined;
    const written = new Set<Expr>();
    forEachExprIn(fn, (e) => {
      if (e.k === 'assign' && e.target.k === 'expr') written.add(e.target.e);
    });
    forEachExprIn(fn, (e) => {
      if (found !== undefined || written.has(e)) return;
      if (variable === undefined ? e.k === 'member' && e.prop === prop : e.k === 'var' && e.b === variable)
        found = e.at;
    });
    if (found !== undefined) return place(host.file, found);
  }
  return undefined;
}

/** A second call can come while the first one waits, and nothing that it tests, and no queue, keeps it out. */
export function overwritten(program: Program, c: Candidate, all: Meetings, signal: Signal): Verdict | undefined {
  if (c.through.length > 0 || isQueued(program, c.in)) return undefined;
  if (!signal.strong && ONE_WAITER.test(fnOf(program, c.root).name)) return undefined;
  // `if (this.waiting) throw ...; this.waiting = true;`: what it tests and sets itself.
  const claims = (cell: Path): boolean =>
    all.accessesOf(family(cell)).some((a) => sameFn(a.root, c.root) && a.cell.canon === cell.canon);
  if (c.tested?.some(claims) === true) return undefined;
  return verdictOf(c, signal);
}

const QUEUE = /queue|mutex|lock|semaphore|limit|serial|sequen/i;

/** `this.queue.run(async () => ...)`: one after the other, as far as its name goes. */
function isQueued(program: Program, ref: FnRef): boolean {
  const facts = program.files.get(ref.file);
  const around = new Set<number>();
  for (let fn: number | undefined = ref.fn; fn !== undefined && fn !== 0; fn = facts?.functions[fn]?.parent)
    around.add(fn);
  return (facts?.functions ?? []).some((fn) => {
    let queued = false;
    forEachExprIn(fn, (e) => {
      if (e.k !== 'call' || !e.args.some((a) => a.k === 'func' && around.has(a.fn))) return;
      queued ||= QUEUE.test(show(program, ref.file, e.callee, 200));
    });
    return queued;
  });
}
