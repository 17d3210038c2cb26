/** Taking and giving back: events with the locks held when they occur, and the clash of two of them in one activation. */
import type { Place } from '../../findings/finding.ts';
import { fnOf } from '../program.ts';
import {
  type Condition,
  eventKey,
  type Hold,
  isVague,
  type Lock,
  pathKey,
  type LockEvent,
  type Path,
  samePath,
  type Val,
} from './domain.ts';
import { type Frame, MAX_EVENTS, MAX_TOUCHES, type State } from './frame.ts';

export function emitEvent(frame: Frame, event: LockEvent): void {
  const key = eventKey(event);
  if (frame.keys.has(key)) return;
  if (event.k === 'touch') {
    if (frame.touches >= MAX_TOUCHES) {
      frame.notes.cut.push(frame.root);
      return;
    }
    frame.touches += 1;
  } else if (frame.events.length - frame.touches >= MAX_EVENTS) return;
  frame.keys.add(key);
  frame.events.push(event);
}

export function commitEvents(frame: Frame, events: readonly LockEvent[], st: State): void {
  for (const e of events) {
    if (e.k === 'acquire' || e.k === 'await-free') {
      for (const h of st.held) noteClash(frame, h, e);
      if (e.k === 'acquire' && e.lock.mode === 'exclusive' && e.lock.shape === 'rw' && e.lock.cls !== undefined)
        frame.notes.writers.add(e.lock.cls);
    }
    const visible = st.held.filter((h) => !(e.fresh ?? []).includes(h.lock.path.root));
    const full: LockEvent = {
      ...e,
      when: [...(e.when ?? []), ...assumed(frame, st)],
      held: [...visible.map(({ lock, at, token }) => ({ lock, at, token })), ...e.held],
      ...(st.ended.size === 0 ? {} : { ended: [...(e.ended ?? []), ...st.ended] }),
    };
    if (full.k === 'write') frame.notes.writes.push(full);
    emitEvent(frame, full);
  }
}

/** What the path to this moment takes for granted about the parameters of the summarised function. */
export function assumed(frame: Frame, st: State): readonly Condition[] {
  return [...st.assume].flatMap(([key, truthy]) => {
    const m = /^#(\d+)(?:\.(\w+))?$/.exec(key);
    const from = m === null ? undefined : parameterOfName(frame, Number(m[1]));
    if (m === null || from === undefined || (from.prop !== undefined && m[2] !== undefined)) return [];
    return [{ index: from.index, prop: from.prop ?? m[2], truthy }];
  });
}

/** The parameter that is a variable, or of which a pattern takes it out: `({ held = false }) => ...`. */
function parameterOfName(
  frame: Frame,
  b: number,
): { readonly index: number; readonly prop: string | undefined } | undefined {
  for (const [index, { target }] of fnOf(frame.it.program, frame.root).params.entries()) {
    if (target.k === 'bind' && target.b === b) return { index, prop: undefined };
    if (target.k !== 'objectPattern') continue;
    const found = target.props.find((p) => p.target.k === 'bind' && p.target.b === b);
    const falsy = found?.init === undefined || (found.init.k === 'const' && !found.init.value);
    if (found !== undefined && typeof found.key === 'string' && falsy) return { index, prop: found.key };
  }
  return undefined;
}

export function noteClash(frame: Frame, h: Hold, e: Extract<LockEvent, { k: 'acquire' | 'await-free' }>): void {
  // Its release is somebody else's business, who may have called it by now.
  if (h.moved || h.lock.reentrant || e.lock.reentrant || e.lock.timed) return;
  if (!sameLock(frame, h.lock, e.lock)) return;
  if (h.lock.mode === 'shared' && e.lock.mode === 'shared') {
    frame.notes.clashes.push({ k: 'read-again', held: h, event: e, fn: frame.ref });
    return;
  }
  const several = h.lock.shape === 'semaphore' && h.lock.capacity !== 1;
  if (several && e.k !== 'acquire') return;
  frame.notes.clashes.push({ k: several ? 'permits' : 'again', held: h, event: e, fn: frame.ref });
}

/** The same lock, also when the one who asks reaches it by another way. */
function sameLock(frame: Frame, a: Lock, b: Lock): boolean {
  if (samePath(a.path, b.path)) return true;
  if (a.cls === undefined || a.cls !== b.cls || isVague(a.path) || isVague(b.path)) return false;
  const { same } = frame.it;
  return samePath(same.shortest(frame.root, a.path), same.shortest(frame.root, b.path));
}

export function releaseValue(frame: Frame, val: Val, st: State, at: Place | undefined): boolean {
  // A disposable: an object whose members release.
  if (val.k === 'object') return [...val.props.values()].map((v) => releaseValue(frame, v, st, at)).some(Boolean);
  if (val.k !== 'release') return false;
  return freeLock(frame, val.token, st, at);
}

export function freeLock(frame: Frame, what: number | Path, st: State, at: Place | undefined): boolean {
  const index = st.held.findIndex((h) => (typeof what === 'number' ? h.token === what : samePath(h.lock.path, what)));
  const hold = st.held[index];
  if (hold === undefined) {
    if (typeof what !== 'number' && at !== undefined) noteDoubleRelease(frame, what, st, at);
    frame.freed.push(what);
    if (typeof what === 'number') st.ended = new Set([...st.ended, what]);
    return false;
  }
  frame.releases.set(hold.token, at ?? hold.at);
  st.held = st.held.filter((_, i) => i !== index);
  if (typeof what !== 'number' && at !== undefined && hold.lock.shape === 'mutex')
    st.given.set(pathKey(what), { hold, at, branches: st.branches });
  return true;
}

/** Whoever got the lock in between loses it by the second release. */
function noteDoubleRelease(frame: Frame, path: Path, st: State, at: Place): void {
  const given = st.given.get(pathKey(path));
  // In a branch of its own it may be the other half of a condition that this analysis does not see.
  if (given === undefined || st.branches.some((way, i) => given.branches[i] !== way)) return;
  frame.notes.twice.push({
    fn: frame.ref,
    lock: given.hold.lock,
    taken: given.hold.at,
    first: given.at,
    second: at,
  });
}
