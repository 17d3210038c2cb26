/**
 * Deadlocks and lock discipline between activations: summaries of every function that can reach a lock, then
 * cycles over the whole program. Locks made of Atomics belong to the analysis between threads.
 */
import type { Finding } from '../../findings/finding.ts';
import { selfDeadlockFinding } from '../../rules/locks/self.ts';
import { doubleReleaseFinding } from '../../rules/locks/double-release.ts';
import { lateReleaseFinding, unreleasedFinding } from '../../rules/locks/unreleased.ts';
import { callGraphOf, type CallGraph } from '../callgraph.ts';
import type { AnalysisContext } from '../context.ts';
import { outermost, factsOf, fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { forEachExprIn } from '../walk.ts';
import { disciplineOf } from './discipline.ts';
import type { LockEvent } from './domain.ts';
import { asCall } from './expressions.ts';
import { busyFlags } from './busy-flags.ts';
import { floatingSections } from './floating.ts';
import { guardViolations } from './guarded.ts';
import { mentionsGuarded } from './guards.ts';
import { inconsistentLocks } from './inconsistent.ts';
import { inferLocks } from './infer.ts';
import { Interpreter, type Notes } from './interp.ts';
import { lockKinds, type LockKinds } from './kinds.ts';
import { annotationOffers } from './offers.ts';
import { orders } from './orders.ts';
import { promiseCycles } from './promise-cycles.ts';
import { overlapOf, type Overlap } from './overlap.ts';
import { lateReleases } from './released-late.ts';
import { isSynchronized } from './touches.ts';
import { underLock } from './under-lock.ts';
import { waitCycles } from './wait-cycles.ts';

export interface LockView {
  readonly program: Program;
  readonly graph: CallGraph;
  readonly it: Interpreter;
  readonly overlap: Overlap;
  /** Events of every summarised function. */
  readonly events: readonly { readonly fn: FnRef; readonly event: LockEvent }[];
  readonly notes: readonly Notes[];
  readonly kinds: LockKinds;
  /** Functions that touch a lock, and everything that calls them. */
  readonly relevant: readonly FnRef[];
}

export function analyseLocks(program: Program, ctx: AnalysisContext): Finding[] {
  const graph = callGraphOf(program, ctx.resolver);
  const inferred = inferLocks(program, ctx.resolver, graph);
  const it = new Interpreter(program, ctx.resolver, graph, inferred);
  const relevant = relevantFunctions(program, ctx, graph, it);
  const withoutLocks = [...promiseCycles(program, ctx.resolver), ...busyFlags(program, it)];
  if (relevant.length === 0) return withoutLocks;
  const events: { fn: FnRef; event: LockEvent }[] = [];
  for (const fn of relevant) {
    const run = it.summaryOf(fn);
    for (const event of run.events) events.push({ fn, event });
    if (run.value.k === 'promise') for (const event of run.value.run.events) events.push({ fn, event });
  }
  // The shortest way to an event tells most: callers only repeat it.
  events.sort((a, b) => a.event.trace.length - b.event.trace.length);
  const view: LockView = {
    program,
    graph,
    it,
    overlap: overlapOf(program, ctx.resolver, graph),
    events,
    notes: it.notes(),
    kinds: lockKinds(program, ctx.resolver),
    relevant,
  };
  const discipline = disciplineOf(view);
  for (const offer of annotationOffers(view, discipline)) ctx.offer(offer);
  return unique([
    ...withoutLocks,
    ...selfDeadlocks(view),
    ...leaks(view),
    ...lateReleases(view).map((late) => lateReleaseFinding(program, late)),
    ...doubleReleases(view),
    ...guardViolations(view),
    ...inconsistentLocks(view, discipline, ctx),
    ...floatingSections(view),
    ...orders(view),
    ...waitCycles(view),
    ...underLock(view),
  ]);
}

/** Name under which results note that they asked what is a lock, or guarded by one. */
const LOCKS = 'locks of';

/** Functions of each file that touch a lock, kept between runs. */
const touchingByFile = new WeakMap<Tracker, Kept<string, readonly FnRef[]>>();

/** Functions that touch a lock, and everything that calls them. */
function relevantFunctions(
  program: Program,
  ctx: AnalysisContext,
  graph: CallGraph,
  it: Interpreter,
): readonly FnRef[] {
  const seen = new Map<string, FnRef>();
  const work: FnRef[] = [];
  const add = (ref: FnRef): void => {
    if (seen.has(fnKey(ref))) return;
    seen.set(fnKey(ref), ref);
    work.push(ref);
  };
  const { tracker } = ctx.resolver;
  const locks = [it.inferred.ops, it.guards.functions, it.guards.cells].map((x) => [...x.keys()].join());
  tracker.tell(LOCKS, new Map([['all', locks.join('|')]]));
  const kept = keptFor(touchingByFile, tracker);
  for (const file of program.files.keys())
    for (const ref of kept.get(file, () => {
      tracker.read(`${LOCKS} all`);
      return touching(program, ctx, it, file);
    }))
      add(ref);
  for (let ref = work.pop(); ref !== undefined; ref = work.pop()) {
    for (const edge of graph.in(ref)) add(edge.caller);
    const { parent } = fnOf(program, ref);
    if (parent !== undefined) add({ file: ref.file, fn: parent });
  }
  // Closures are run inside their function, where their captures are known; alone they are roots of last resort.
  return [...seen.values()].sort((a, b) => (a.file === b.file ? a.fn - b.fn : a.file < b.file ? -1 : 1));
}

function touching(program: Program, { resolver }: AnalysisContext, it: Interpreter, file: string): readonly FnRef[] {
  const facts = factsOf(program, file);
  const refs = facts.functions.map((fn) => ({ file, fn: fn.id }));
  return refs.filter((ref) => {
    let touches = isSynchronized(facts, fnOf(program, ref));
    forEachExprIn(fnOf(program, ref), (e) => {
      touches ||= mentionsGuarded(it.guards, file, e);
      const call = e.k === 'tagged' ? asCall(e) : e;
      if (touches || call.k !== 'call') return;
      const callees = resolver.calleesOf(ref, call);
      touches =
        it.libraryCall(ref, call, callees) !== undefined ||
        callees.some((c) => c.k === 'function' && (it.inferred.ops.has(fnKey(c)) || it.guards.functions.has(fnKey(c))));
    });
    return touches;
  });
}

function selfDeadlocks({ program, notes, overlap }: LockView): Finding[] {
  const seen = new Set<string>();
  const writers = new Set(notes.flatMap((n) => [...n.writers]));
  const first = notes
    .flatMap((n) => n.clashes)
    .sort((a, b) => a.event.trace.length - b.event.trace.length)
    .filter((c) => {
      // What two functions do through one wrapper are two mistakes, though the lock is taken in one place.
      const own = fnOf(program, outermost(program, c.fn)).at;
      const inside = c.held.at.file === c.fn.file && own[0] <= c.held.at.start && c.held.at.end <= own[1];
      const by = inside ? '' : fnKey(outermost(program, c.fn));
      const key = `${by}|${c.held.at.file}:${c.held.at.start}>${c.event.at.file}:${c.event.at.start}`;
      return seen.has(key) ? false : seen.add(key);
    });
  return first
    .filter((c) => c.k !== 'read-again' || (c.held.lock.cls !== undefined && writers.has(c.held.lock.cls)))
    .flatMap((c) => {
      // A second permit is only out of reach while other activations hold the rest.
      const signal = c.k === 'permits' ? overlap.signal(c.fn, c.fn) : undefined;
      return c.k === 'permits' && signal === undefined ? [] : [selfDeadlockFinding(program, c, signal)];
    });
}

function leaks({ program, notes }: LockView): Finding[] {
  const released = new Set(notes.flatMap((n) => [...n.released]));
  return notes
    .flatMap((n) => n.leaks)
    .filter((leak) => leak.why !== 'never' || leak.hold.lock.cls === undefined || !released.has(leak.hold.lock.cls))
    .filter((leak) => leak.why !== 'never' || fnOf(program, leak.fn).kind !== 'module')
    .map((leak) => unreleasedFinding(program, leak));
}

function doubleReleases({ program, notes }: LockView): Finding[] {
  return notes.flatMap((n) => n.twice).map((twice) => doubleReleaseFinding(program, twice));
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  const byAnchor: Finding[] = [];
  for (const f of findings) {
    const key = `${f.rule}:${f.at.file}:${f.at.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    byAnchor.push(f);
  }
  return byAnchor;
}
