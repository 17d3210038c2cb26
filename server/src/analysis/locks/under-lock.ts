/** Slow work under a lock that others need for something quick. */
import type { Finding, Place } from '../../findings/finding.ts';
import { underLockFinding } from '../../rules/locks/waiting.ts';
import { fnOf, type FnRef } from '../program.ts';
import { forEachExprIn } from '../walk.ts';
import type { Held } from './domain.ts';
import type { LockView } from './index.ts';

export function underLock(view: LockView): Finding[] {
  const acquires = new Map<string, Map<string, { at: Place; fn: FnRef }>>();
  for (const { event } of view.events) {
    if (event.k !== 'acquire' || event.lock.cls === undefined) continue;
    const places = acquires.get(event.lock.cls) ?? new Map<string, { at: Place; fn: FnRef }>();
    places.set(`${event.at.file}:${event.at.start}`, { at: event.at, fn: event.fn });
    acquires.set(event.lock.cls, places);
  }
  const out: Finding[] = [];
  const seen = new Set<string>();
  for (const { fn, event } of view.events) {
    if (event.k !== 'slow') continue;
    const held = [...event.held].reverse().find((h) => worthKeeping(h));
    if (held === undefined || held.lock.cls === undefined) continue;
    const others = [...(acquires.get(held.lock.cls)?.values() ?? [])].filter(
      (p) => p.at.start !== held.at.start || p.at.file !== held.at.file,
    );
    if (others.length === 0 && !keyedInside(view, held)) continue;
    const key = `${event.at.file}:${event.at.start}`;
    const signal = view.overlap.signal(fn, others[0]?.fn ?? fn);
    if (signal === undefined || seen.has(key)) continue;
    seen.add(key);
    out.push(
      underLockFinding(
        view.program,
        fn,
        held,
        event,
        others.map((o) => o.at),
        signal,
      ),
    );
  }
  return out;
}

/** One lock for everything: a lock per key, a limiter or a semaphore only delays its own kind. */
function worthKeeping(held: Held): boolean {
  const { lock } = held;
  return (
    !lock.limiter &&
    !lock.timed &&
    lock.mode === 'exclusive' &&
    lock.shape !== 'semaphore' &&
    !lock.path.steps.some((s) => s.startsWith('[') && !s.startsWith('[=')) &&
    !lock.path.root.startsWith('?')
  );
}

/** The section looks something up by a key of its caller: callers with other keys wait without need. */
function keyedInside(view: LockView, held: Held): boolean {
  const facts = view.program.files.get(held.at.file);
  let found = false;
  for (const fn of facts?.functions ?? []) {
    if (fn.at[0] < held.at.start || fn.at[1] > held.at.end) continue;
    forEachExprIn(fnOf(view.program, { file: held.at.file, fn: fn.id }), (e) => {
      if (e.k !== 'call' || e.callee.k !== 'member' || !/^(get|has)$/.test(e.callee.prop)) return;
      const [key] = e.args;
      if (key?.k === 'var' && facts?.bindings[key.b]?.kind === 'param') found = true;
    });
  }
  return found;
}
