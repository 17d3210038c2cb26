/** Waiting under a lock for something that only another holder of the lock can deliver. */
import type { Finding } from '../../findings/finding.ts';
import { selfDeadlockFinding } from '../../rules/locks/self.ts';
import { waitCycleFinding } from '../../rules/locks/waiting.ts';
import { baseNameOf, fnKey, fnOf, outermost, qualifiedName, type FnRef } from '../program.ts';
import type { Expr } from '../../facts/core.ts';
import { bare, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import { type EventOf, type Held, type LockEvent, type Path, pathKey } from './domain.ts';
import type { LockView } from './index.ts';
import { deliveryOf } from './signals.ts';

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

/** Everybody who brings about what is waited for needs the lock for it. */
function polled(view: LockView, fn: FnRef, held: Held, event: EventOf<'poll'>): Finding | undefined {
  const { cls } = held.lock;
  const needs = (w: LockEvent): Held | undefined =>
    w.held.find((h) => h.lock.cls !== undefined && cls !== undefined && view.kinds.same(h.lock.cls, cls));
  const under = view.notes
    .flatMap((n) => n.writes)
    .filter((w) => w.k === 'write' && event.cells.includes(w.cell) && needs(w) !== undefined)
    .filter((w) => !(w.fn.file === fn.file && w.fn.fn === fn.fn));
  const [writer] = under;
  if (writer === undefined) return undefined;
  const places = new Set(under.map((w) => `${w.at.file}:${w.at.start}`));
  if (deliveries(view, event.cells).some((at) => !places.has(at))) return undefined;
  const [cell = ''] = event.cells;
  return waitCycleFinding(view.program, {
    fn,
    held,
    event,
    waitsFor: cell.startsWith('E:')
      ? `the event '${cell.replace(/^.*:/, '')}'`
      : cell.startsWith('D:')
        ? `${nameOf(view, cell.slice(2))} to settle`
        : `a change of ${nameOf(view, cell)}`,
    deliverer: qualifiedName(view.program, writer.fn),
    needsAt: needs(writer)?.at ?? writer.at,
    signal:
      view.overlap.signal(fn, writer.fn) ?? `${qualifiedName(view.program, writer.fn)} brings about what it waits for`,
  });
}

function nameOf(view: LockView, cell: string): string {
  const v = /^V:(.*)#(\d+)$/.exec(cell);
  const binding = v === null ? undefined : view.program.files.get(v[1] ?? '')?.bindings[Number(v[2])];
  return binding?.name ?? cell.replace(/^.*[.#]/, '');
}

/** Every place of the program that may bring it about, outside constructors and initialisers. */
function deliveries(view: LockView, cells: readonly string[]): string[] {
  const out: string[] = [];
  const events = new Set(cells.flatMap((c) => (c.startsWith('E:') ? [c.replace(/^.*:/, '')] : [])));
  const fields = new Set(cells.flatMap((c) => /^C:.*#\d+\.(.+)$/.exec(c)?.[1] ?? []));
  for (const ref of view.graph.functions) {
    const fn = fnOf(view.program, ref);
    if (fn.kind === 'constructor' || fn.kind === 'fields' || fn.kind === 'module') continue;
    forEachExprIn(fn, (e) => {
      const cell = deliveryOf(view.program, ref, e);
      if ((cell !== undefined && cells.includes(cell)) || throughOther(e, events, fields))
        out.push(`${ref.file}:${e.at[0]}`);
    });
  }
  return out;
}

/** The same event of an emitter, or field of an object, that is reached by another name. */
function throughOther(e: Expr, events: ReadonlySet<string>, fields: ReadonlySet<string>): boolean {
  if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'emit') {
    const [name] = e.args;
    return e.callee.obj.k !== 'this' && name?.k === 'const' && typeof name.value === 'string' && events.has(name.value);
  }
  const target = e.k === 'assign' && e.target.k === 'expr' ? bare(e.target.e) : undefined;
  return target?.k === 'member' && target.obj.k !== 'this' && fields.has(target.prop);
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
      // The lock may be taken by the function around the closure that takes from the queue.
      const caller = outermost(view.program, edge.caller);
      callers.set(fnKey(caller), caller);
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
