/** inconsistent-locking between activations: what an annotation says a lock guards, touched without that lock. */
import type { Finding } from '../../findings/finding.ts';
import { guardedFinding } from '../../rules/locks/guarded.ts';
import { outermost, fnOf, type FnRef } from '../program.ts';
import { type EventOf, isVague, samePath } from './domain.ts';
import type { LockView } from './index.ts';

export function guardViolations(view: LockView): Finding[] {
  const out: Finding[] = [];
  const seen = new Set<string>();
  for (const { fn, event } of view.events) {
    if (event.k !== 'guarded' || isHeld(view, event) || !isRoot(view, fn)) continue;
    const key = `${event.at.file}:${event.at.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    out.push(guardedFinding(view.program, fn, event));
  }
  return out;
}

function isHeld(view: LockView, event: EventOf<'guarded'>): boolean {
  const { path, cls } = event.guard;
  return event.held.some(
    (h) =>
      h.lock.cls !== undefined &&
      view.kinds.same(h.lock.cls, cls) &&
      (isVague(path) || isVague(h.lock.path) || samePath(path, h.lock.path)),
  );
}

/**
 * A function that others than the program's own functions call, or only its start-up code; what it calls is
 * told in its summary, so a helper whose callers all hold the lock is none.
 */
export function isRoot(view: LockView, fn: FnRef): boolean {
  const facts = fnOf(view.program, fn);
  if (facts.kind === 'module') return false;
  const own = outermost(view.program, fn);
  if (own.fn !== fn.fn) return isDeferred(view, fn);
  return view.graph.in(fn).every((edge) => edge.caller.fn === 0 || outermost(view.program, edge.caller).fn === fn.fn);
}

/** A closure that runs later, whatever is held where it was made. */
export function isDeferred(view: LockView, fn: FnRef): boolean {
  return view.graph.in(fn).some(({ kind, call }) => {
    if (kind !== 'then' || call.k === 'member') return false;
    const { callee } = call;
    if (callee.k === 'global') return /^(setTimeout|setInterval|setImmediate|queueMicrotask)$/.test(callee.name);
    return callee.k === 'member' && /^(on|once|addListener|addEventListener|nextTick)$/.test(callee.prop);
  });
}
