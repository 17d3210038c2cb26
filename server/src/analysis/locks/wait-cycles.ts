/** Waiting under a lock for something that only another holder of the lock can deliver. */
import type { Finding } from '../../findings/finding.ts';
import { selfDeadlockFinding } from '../../rules/locks/self.ts';
import { waitCycleFinding } from '../../rules/locks/waiting.ts';
import { baseNameOf, fnKey, fnOf, qualifiedName, type FnRef } from '../program.ts';
import type { Expr } from '../../facts/core.ts';
import { bare, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import { type EventOf, type Held, type LockEvent, type Path, pathKey } from './domain.ts';
import type { LockView } from './index.ts';

export function waitCycles(view: LockView): Finding[] {
  const out: Finding[] = [];
  const seen = new Set<string>();
  for (const { fn, event } of view.events) {
    for (const held of event.held) {
      const key = `${held.at.file}:${held.at.start}>${event.at.file}:${event.at.start}:${event.k}`;
      if (event.k === 'acquire' || seen.has(key)) continue;
      seen.add(key);
      if (held.lock.cls === undefined || held.lock.shape === 'semaphore' || held.lock.timed) continue;
      const found =
        event.k === 'poll'
          ? polled(view, fn, held, event)
          : event.k === 'park'
            ? parked(view, fn, held, event)
            : event.k === 'reply'
              ? replied(view, fn, held, event)
              : event.k === 'cell'
                ? subscribed(view, fn, held, event)
                : undefined;
      if (found !== undefined) out.push(found);
    }
  }
  return out;
}

/** Everybody who changes what the loop looks at needs the lock for it. */
function polled(view: LockView, fn: FnRef, held: Held, event: EventOf<'poll'>): Finding | undefined {
  const { cls } = held.lock;
  const writers = view.notes
    .flatMap((n) => n.writes)
    .filter((w) => w.k === 'write' && event.cells.includes(w.cell) && !(w.fn.file === fn.file && w.fn.fn === fn.fn));
  const under = writers.filter((w) => w.held.some((h) => h.lock.cls === cls));
  // The write itself, seen inside the closure that runs under the lock.
  const places = new Set(under.map((w) => `${w.at.file}:${w.at.start}`));
  const free = allWrites(view, event.cells).filter((w) => !places.has(w));
  const [writer] = under;
  if (writer === undefined || free.length > 0) return undefined;
  const needs = writer.held.find((h) => h.lock.cls === cls);
  const name = event.cells[0]?.replace(/^.*[.#]/, '') ?? 'the state';
  return waitCycleFinding(view.program, {
    fn,
    held,
    event,
    waitsFor: `a change of ${name}`,
    deliverer: qualifiedName(view.program, writer.fn),
    needsAt: needs?.at ?? writer.at,
    signal: view.overlap.signal(fn, writer.fn) ?? `${qualifiedName(view.program, writer.fn)} changes what it waits for`,
  });
}

/** Every assignment of a field outside the constructor and initialisers. */
function allWrites(view: LockView, cells: readonly string[]): string[] {
  const out: string[] = [];
  for (const cell of cells) {
    const m = /^C:(.*)#(\d+)\.(.*)$/.exec(cell);
    const v = /^V:(.*)#(\d+)$/.exec(cell);
    const facts = view.program.files.get(m?.[1] ?? v?.[1] ?? '');
    for (const fn of facts?.functions ?? []) {
      if (fn.kind === 'constructor' || fn.kind === 'fields' || fn.kind === 'module') continue;
      forEachExprIn(fn, (e) => {
        if (e.k !== 'assign' && e.k !== 'update') return;
        const target = e.k === 'update' ? e.target : e.target.k === 'expr' ? e.target.e : undefined;
        if (m !== null && target?.k === 'member' && target.prop === m[3]) out.push(`${m[1] ?? ''}:${target.at[0]}`);
        if (v !== null && e.k === 'assign' && e.target.k === 'bind' && e.target.b === Number(v[2]))
          out.push(`${v[1] ?? ''}:${e.target.at[0]}`);
        if (v !== null && target?.k === 'var' && target.b === Number(v[2])) out.push(`${v[1] ?? ''}:${target.at[0]}`);
      });
    }
  }
  return out;
}

/** Everybody who takes from the queue needs the lock as well. */
function parked(view: LockView, fn: FnRef, held: Held, event: EventOf<'park'>): Finding | undefined {
  const takers = view.it.inferred.grants.get(event.queue) ?? [];
  const cls = /^C:(.*)#(\d+)\./.exec(event.queue);
  const callers = new Map<string, FnRef>();
  for (const taker of takers) {
    for (const edge of view.graph.in(taker)) {
      const owner = fnOf(view.program, edge.caller).cls;
      if (edge.caller.file === cls?.[1] && owner === Number(cls[2])) continue;
      callers.set(fnKey(edge.caller), edge.caller);
    }
  }
  callers.delete(fnKey(fn));
  let needs: { fn: FnRef; event: LockEvent } | undefined;
  for (const caller of callers.values()) {
    // Closing at the end does not free anything while the holder still sends.
    const acquires = view.it.summaryOf(caller).events.find((e) => e.k === 'acquire' && e.lock.cls === held.lock.cls);
    if (acquires === undefined) return undefined;
    needs = { fn: caller, event: acquires };
  }
  if (needs === undefined) return undefined;
  return waitCycleFinding(view.program, {
    fn,
    held,
    event,
    waitsFor: 'room in the queue',
    deliverer: qualifiedName(view.program, needs.fn),
    needsAt: needs.event.at,
    signal: view.overlap.signal(fn, needs.fn) ?? `${qualifiedName(view.program, needs.fn)} takes from the same queue`,
  });
}

/** The worker answers only after it got the same Web Lock. */
function replied(view: LockView, fn: FnRef, held: Held, event: EventOf<'reply'>): Finding | undefined {
  if (held.lock.path.root !== 'web') return undefined;
  const facts = view.program.files.get(event.worker);
  for (const f of facts?.functions ?? []) {
    const ref = { file: event.worker, fn: f.id };
    let answers: number | undefined;
    forEachExprIn(f, (e) => {
      if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'postMessage') answers = e.at[0];
    });
    if (answers === undefined) continue;
    const before = view.it
      .summaryOf(ref)
      .events.find(
        (e) =>
          e.k === 'acquire' && e.lock.cls === held.lock.cls && (e.trace[0]?.at.start ?? e.at.start) < (answers ?? 0),
      );
    if (before === undefined) continue;
    const started = view.overlap.workers.get(event.worker);
    return waitCycleFinding(view.program, {
      fn,
      held,
      event,
      waitsFor: `a message of worker ${baseNameOf(event.worker)}`,
      deliverer: `worker ${baseNameOf(event.worker)}`,
      needsAt: before.at,
      signal: `worker started on line ${started?.line ?? 0} of ${baseNameOf(started?.file ?? event.worker)}`,
    });
  }
  return undefined;
}

/** A subscriber that takes the lock under which subscribers are called. */
function subscribed(view: LockView, fn: FnRef, held: Held, event: EventOf<'cell'>): Finding | undefined {
  for (const listener of view.graph.flow.inCell(event.cell)) {
    for (const e of view.it.summaryOf(listener).events) {
      if (e.k !== 'acquire' || e.lock.cls !== held.lock.cls || e.lock.reentrant) continue;
      if (!subscribedOn(view, listener, { root: e.lock.path.root, steps: e.lock.path.steps.slice(0, -1) })) continue;
      return selfDeadlockFinding(view.program, {
        k: 'again',
        held,
        event: { ...e, trace: [...event.trace, { at: event.at, callee: listener }, ...e.trace] },
        fn,
      });
    }
  }
  return undefined;
}

/**
 * Whether the listener was handed to the very object whose lock it takes: to a method of it, into a field of it,
 * or when it was made.
 */
function subscribedOn(view: LockView, listener: FnRef, owner: Path): boolean {
  const facts = view.program.files.get(listener.file);
  const { parent } = fnOf(view.program, listener);
  const around = parent === undefined ? undefined : facts?.functions[parent];
  if (around === undefined || owner.root.startsWith('?')) return false;
  const wanted = pathKey(owner);
  const means = (e: Expr): boolean => {
    const inner = bare(e);
    const text = textOf(inner, (b) => `v:${listener.file}#${b}`);
    // An imported variable goes by the name it has at home.
    return text === wanted || (inner.k === 'var' && facts?.imports.some((i) => i.b === inner.b) === true);
  };
  const hands = (args: readonly Expr[]): boolean => args.some((arg) => holdsFunction(arg, listener.fn));
  let found = false;
  forEachExprIn(around, (e) => {
    if (e.k === 'call' && e.callee.k === 'member' && hands(e.args) && means(e.callee.obj)) found = true;
    if (e.k !== 'assign') return;
    const value = bare(e.value);
    const target = e.target.k === 'expr' ? bare(e.target.e) : undefined;
    if (target?.k === 'member' && hands([value]) && means(target.obj)) found = true;
    if (target !== undefined && value.k === 'new' && hands(value.args) && means(target)) found = true;
  });
  forEachStmt(around.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls)
      if (d.init?.k === 'new' && d.target.k === 'bind' && hands(d.init.args))
        found ||= `v:${listener.file}#${d.target.b}` === wanted;
  });
  return found;
}

/** The function itself, or an object literal or `bind` around it. */
function holdsFunction(e: Expr, fn: number): boolean {
  const inner = bare(e);
  if (inner.k === 'func') return inner.fn === fn;
  if (inner.k === 'object') return inner.props.some((p) => p.k === 'prop' && holdsFunction(p.value, fn));
  return inner.k === 'array' && inner.elems.some((elem) => holdsFunction(elem, fn));
}
