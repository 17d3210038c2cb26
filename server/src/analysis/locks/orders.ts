/** lock-order-inversion: pairs of locks taken one inside the other, and the circles they close over the program. */
import type { Expr } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { standsAt } from '../../rules/locks/findings.ts';
import {
  againstOrderFinding,
  callerOrderFinding,
  cycleFinding,
  type OrderEdge,
  ringFinding,
} from '../../rules/locks/order.ts';
import { namesIn } from '../flow.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import { bare, forEachExpr, forEachExprIn } from '../walk.ts';
import { constructionsOf, type Given } from './aliases.ts';
import { type EventOf, isVague, type Path, pathKey, samePath } from './domain.ts';
import type { LockView } from './index.ts';
import type { Overlap } from './overlap.ts';

const MAX_CYCLE = 5;

export function orders(view: LockView): Finding[] {
  const { program, overlap, events, kinds } = view;
  const edges = new Map<string, OrderEdge[]>();
  const seen = new Set<string>();
  const constructions = constructionsOf(view.it);
  const declared = view.it.guards.orders;
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
        const signal = inCallerOrder(view, fn, held.lock.path, event) ? overlap.signal(fn, fn) : undefined;
        if (signal !== undefined)
          out.push(
            callerOrderFinding(program, { fn, held, at: standsAt(program, fn, event), name: event.lock.name }, signal),
          );
        continue;
      }
      const against = declared.find((d) => kinds.same(d.first, b) && kinds.same(d.second, a));
      if (against !== undefined) out.push(againstOrderFinding(program, { fn, held, event }, against.tag));
      addEdge(edges, { fn, held, event });
      for (const made of constructions) {
        const [x, y] = [made.fields.get(a), made.fields.get(b)];
        if (x === undefined || y === undefined || !sameOwner(held.lock.path, event.lock.path)) continue;
        if (x.cls !== y.cls) {
          addEdge(edges, given({ fn, held, event }, x, y));
          continue;
        }
        const signal = x.chosen && y.chosen && made.wraps && !made.ordered ? overlap.signal(fn, fn) : undefined;
        if (signal !== undefined) out.push(ringFinding(program, { fn, held, event }, made.at, x.name, signal));
      }
    }
  }
  return [...out, ...cycles(view, edges)];
}

function addEdge(edges: Map<string, OrderEdge[]>, edge: OrderEdge): void {
  const from = edge.held.lock.cls ?? '';
  const list = edges.get(from);
  if (list === undefined) edges.set(from, [edge]);
  else list.push(edge);
}

/** The same step, of an object that was given these two locks. */
function given({ fn, held, event }: OrderEdge, first: Given, second: Given): OrderEdge {
  const own = { ...held, lock: { ...held.lock, cls: first.cls, name: first.name } };
  const lock = { ...event.lock, cls: second.cls, name: second.name };
  return { fn, held: own, event: { ...event, lock, held: event.held.map((h) => (h === held ? own : h)) } };
}

/** Two fields of one object. */
function sameOwner(a: Path, b: Path): boolean {
  return a.root === b.root && a.steps.length === 1 && b.steps.length === 1;
}

/** Two of a kind that the caller chooses, and nothing in the function puts them in order. */
function inCallerOrder({ program, it }: LockView, fn: FnRef, first: Path, event: EventOf<'acquire'>): boolean {
  const [held, other] = [it.same.shortest(fn, first), it.same.shortest(fn, event.lock.path)];
  if (isVague(held) || isVague(other) || samePath(held, other)) return false;
  const chosen = (p: Path): boolean =>
    p.root === 'this' || /^p\d+$/.test(p.root) || p.steps.some((s) => /^\[(p\d|%)/.test(s));
  if (!chosen(held) || !chosen(other)) return false;
  // What hangs on one object at different depths was put together by its maker, not named by a caller.
  const [depth, further] = [held.steps.length, other.steps.length].sort((a, b) => a - b);
  if (held.root === 'this' && other.root === 'this' && (depth ?? 0) > 1 && depth !== further) return false;
  // From an object down to what hangs on it: the structure is the order.
  const owner = [held.root, ...held.steps.slice(0, -1)].join('.');
  if (held.steps.length > 0 && `${pathKey(other)}.`.startsWith(`${owner}.`) && other.steps.length > held.steps.length)
    return false;
  return !putInOrder(program, fn, held, other);
}

/** Something in the function compares what the two locks belong to: `from.id < to.id`, `[a, b].sort()`. */
function putInOrder(program: Program, fn: FnRef, held: Path, other: Path): boolean {
  const [first, second] = [sourcesOf(held), sourcesOf(other)];
  const { params } = fnOf(program, fn);
  const sourceOf = (e: Expr): string | undefined => {
    if (e.k === 'this') return 'this';
    const index = e.k === 'var' ? params.findIndex((p) => namesIn(p.target).includes(e.b)) : -1;
    return index < 0 ? undefined : `p${index}`;
  };
  let ordered = false;
  for (const f of program.files.get(fn.file)?.functions ?? []) {
    if (f.id !== fn.fn && f.parent !== fn.fn) continue;
    forEachExprIn(f, (e) => {
      const compares = e.k === 'binary' && /^[<>]=?$/.test(e.op);
      const callee = e.k === 'call' ? bare(e.callee) : undefined;
      const name = callee?.k === 'member' ? callee.prop : undefined;
      const sorts = name !== undefined && /^(sort|toSorted|localeCompare|compare|min|max|sortBy)$/.test(name);
      if (!compares && !sorts) return;
      const mentioned = new Set<string>();
      forEachExpr(e, (x) => {
        const source = sourceOf(x);
        if (source !== undefined) mentioned.add(source);
      });
      if (first.some((s) => mentioned.has(s)) && second.some((s) => mentioned.has(s))) ordered = true;
    });
  }
  return ordered;
}

/** `this` and the parameters that decide which object a path leads to. */
function sourcesOf(path: Path): readonly string[] {
  const keys = path.steps.flatMap((step) => /^\[(p\d+|this)/.exec(step)?.[1] ?? []);
  return keys.length > 0 ? keys : [path.root];
}

function cycles(view: LockView, edges: ReadonlyMap<string, readonly OrderEdge[]>): Finding[] {
  const { program, overlap, kinds } = view;
  const out: Finding[] = [];
  const reported = new Set<string>();
  const byKind = new Map<string, OrderEdge[]>();
  for (const [cls, list] of edges)
    byKind.set(kinds.canonical(cls), [...(byKind.get(kinds.canonical(cls)) ?? []), ...list]);
  const from = (at: string): readonly OrderEdge[] =>
    (byKind.get(kinds.canonical(at)) ?? []).filter((edge) => kinds.same(edge.held.lock.cls ?? '', at));
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
