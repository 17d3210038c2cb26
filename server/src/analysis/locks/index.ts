/**
 * Deadlocks and lock discipline between activations: summaries of every function that can reach a lock, then
 * cycles over the whole program. Locks made of Atomics belong to the analysis between threads.
 */
import type { Finding } from '../../findings/finding.ts';
import { callerOrderFinding, cycleFinding, type OrderEdge } from '../../rules/locks/order.ts';
import { selfDeadlockFinding } from '../../rules/locks/self.ts';
import { standsAt } from '../../rules/locks/findings.ts';
import { doubleReleaseFinding } from '../../rules/locks/double-release.ts';
import { unreleasedFinding } from '../../rules/locks/unreleased.ts';
import { callGraphOf, type CallGraph } from '../callgraph.ts';
import type { AnalysisContext } from '../context.ts';
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import { forEachExprIn } from '../walk.ts';
import { isVague, pathKey, samePath, type EventOf, type LockEvent } from './domain.ts';
import { inferLocks } from './infer.ts';
import { Interpreter, type Notes } from './interp.ts';
import { lockKinds, type LockKinds } from './kinds.ts';
import { overlapOf, type Overlap } from './overlap.ts';
import { underLock } from './under-lock.ts';
import { waitCycles } from './wait-cycles.ts';

const MAX_CYCLE = 5;

export interface LockView {
  readonly program: Program;
  readonly graph: CallGraph;
  readonly it: Interpreter;
  readonly overlap: Overlap;
  /** Events of every summarised function. */
  readonly events: readonly { readonly fn: FnRef; readonly event: LockEvent }[];
  readonly notes: readonly Notes[];
  readonly kinds: LockKinds;
}

export function analyseLocks(program: Program, ctx: AnalysisContext): Finding[] {
  const graph = callGraphOf(program, ctx.resolver);
  const inferred = inferLocks(program, graph);
  const it = new Interpreter(program, ctx.resolver, graph, inferred);
  const relevant = relevantFunctions(program, ctx, graph, it);
  if (relevant.length === 0) return [];
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
  };
  return unique([
    ...selfDeadlocks(view),
    ...leaks(view),
    ...doubleReleases(view),
    ...orders(view),
    ...waitCycles(view),
    ...underLock(view),
  ]);
}

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
  for (const ref of graph.functions) {
    let touches = false;
    forEachExprIn(fnOf(program, ref), (e) => {
      if (touches || e.k !== 'call') return;
      const callees = ctx.resolver.calleesOf(ref, e);
      touches =
        it.libraryCall(ref, e, callees) !== undefined ||
        callees.some((c) => c.k === 'function' && it.inferred.ops.has(fnKey(c)));
    });
    if (touches) add(ref);
  }
  for (let ref = work.pop(); ref !== undefined; ref = work.pop()) {
    for (const edge of graph.in(ref)) add(edge.caller);
    const { parent } = fnOf(program, ref);
    if (parent !== undefined) add({ file: ref.file, fn: parent });
  }
  // Closures are run inside their function, where their captures are known; alone they are roots of last resort.
  return [...seen.values()].sort((a, b) => (a.file === b.file ? a.fn - b.fn : a.file < b.file ? -1 : 1));
}

function selfDeadlocks({ program, notes, overlap }: LockView): Finding[] {
  const seen = new Set<string>();
  const writers = new Set(notes.flatMap((n) => [...n.writers]));
  const first = notes
    .flatMap((n) => n.clashes)
    .sort((a, b) => a.event.trace.length - b.event.trace.length)
    .filter((c) => {
      const key = `${c.held.at.file}:${c.held.at.start}>${c.event.at.file}:${c.event.at.start}`;
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

function orders(view: LockView): Finding[] {
  const { program, overlap, events, kinds } = view;
  const edges = new Map<string, OrderEdge[]>();
  const seen = new Set<string>();
  const out: Finding[] = [];
  for (const { fn, event } of events) {
    if (event.k === 'caller-order') {
      const signal = overlap.signal(fn, fn);
      if (signal !== undefined)
        out.push(
          callerOrderFinding(
            program,
            { fn, held: event.other, at: event.at, name: `another of the same kind` },
            signal,
          ),
        );
    }
    if (event.k !== 'acquire' || event.lock.reentrant || event.lock.timed) continue;
    for (const held of event.held) {
      const [a, b] = [held.lock.cls, event.lock.cls];
      if (a === undefined || b === undefined || (held.lock.mode === 'shared' && event.lock.mode === 'shared')) continue;
      if (held.lock.shape === 'semaphore' && held.lock.capacity !== 1) continue;
      const key = `${held.at.file}:${held.at.start}>${event.at.file}:${event.at.start}:${a}>${b}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (kinds.same(a, b)) {
        const signal = inCallerOrder(program, fn, held.lock.path, event) ? overlap.signal(fn, fn) : undefined;
        if (signal !== undefined)
          out.push(
            callerOrderFinding(program, { fn, held, at: standsAt(program, fn, event), name: event.lock.name }, signal),
          );
        continue;
      }
      const list = edges.get(a);
      const edge = { fn, held, event };
      if (list === undefined) edges.set(a, [edge]);
      else list.push(edge);
    }
  }
  return [...out, ...cycles(view, edges)];
}

/** Two of a kind that the caller chooses, and nothing in the function puts them in order. */
function inCallerOrder(
  program: Program,
  fn: FnRef,
  held: { root: string; steps: readonly string[] },
  event: EventOf<'acquire'>,
): boolean {
  const other = event.lock.path;
  if (isVague(held) || isVague(other) || samePath(held, other)) return false;
  const chosen = (p: typeof held): boolean =>
    p.root === 'this' || /^p\d+$/.test(p.root) || p.steps.some((s) => /^\[(p\d|%)/.test(s));
  if (!chosen(held) || !chosen(other) || pathKey(held) === pathKey(other)) return false;
  // From an object down to what hangs on it: the structure is the order.
  const owner = [held.root, ...held.steps.slice(0, -1)].join('.');
  if (held.steps.length > 0 && `${pathKey(other)}.`.startsWith(`${owner}.`) && other.steps.length > held.steps.length)
    return false;
  let ordered = false;
  for (const f of program.files.get(fn.file)?.functions ?? []) {
    if (f.id !== fn.fn && f.parent !== fn.fn) continue;
    forEachExprIn(f, (e) => {
      if (e.k === 'binary' && /^[<>]=?$/.test(e.op)) ordered = true;
      if (
        e.k === 'call' &&
        e.callee.k === 'member' &&
        /^(sort|toSorted|localeCompare|compare|min|max|sortBy)$/.test(e.callee.prop)
      )
        ordered = true;
    });
  }
  return !ordered;
}

function cycles(view: LockView, edges: ReadonlyMap<string, readonly OrderEdge[]>): Finding[] {
  const { program, overlap, kinds } = view;
  const out: Finding[] = [];
  const reported = new Set<string>();
  const from = (at: string): readonly OrderEdge[] =>
    [...edges].flatMap(([key, list]) => (kinds.same(key, at) ? list : []));
  const visit = (start: string, path: readonly OrderEdge[], at: string): void => {
    if (path.length >= MAX_CYCLE) return;
    for (const edge of from(at)) {
      const to = edge.event.lock.cls ?? '';
      const next = [...path, edge];
      if (kinds.same(to, start)) {
        const key = next
          .map((e) => kinds.canonical(e.held.lock.cls ?? ''))
          .sort()
          .join('|');
        if (reported.has(key) || gated(next)) continue;
        const signal = signalOf(overlap, next);
        if (signal === undefined) continue;
        const found = cycleFinding(program, next, signal);
        if (found === undefined) continue;
        reported.add(key);
        out.push(found);
      } else if (
        kinds.canonical(to) >= kinds.canonical(start) &&
        !path.some((e) => kinds.same(e.held.lock.cls ?? '', to))
      )
        visit(start, next, to);
    }
  };
  for (const start of edges.keys()) visit(start, [], start);
  return out;
}

/** A lock that all of them hold around the cycle keeps them apart. */
function gated(cycle: readonly OrderEdge[]): boolean {
  const inCycle = new Set(cycle.map((e) => e.held.lock.cls));
  const [first, ...rest] = cycle;
  return (first?.event.held ?? []).some(
    (h) =>
      !inCycle.has(h.lock.cls) &&
      h.lock.cls !== undefined &&
      h.lock.mode === 'exclusive' &&
      rest.every((e) => e.event.held.some((x) => x.lock.cls === h.lock.cls)),
  );
}

function signalOf(overlap: Overlap, cycle: readonly OrderEdge[]): string | undefined {
  const [first, ...rest] = cycle;
  if (first === undefined) return undefined;
  for (const edge of rest) {
    const signal = overlap.signal(first.fn, edge.fn);
    if (signal !== undefined) return signal;
  }
  return undefined;
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
