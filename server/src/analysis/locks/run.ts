/** Runs one function abstractly from its first statement to its exits, and says which exits leave a lock taken. */
import type { Place } from '../../findings/finding.ts';
import { fnKey, fnOf, place } from '../program.ts';
import { settle } from './awaiting.ts';
import { bindPattern } from './bindings.ts';
import {
  givesAway,
  type Hold,
  joinValues,
  type Lock,
  type LockEvent,
  NONE,
  pathKey,
  type Run,
  type Val,
} from './domain.ts';
import { evaluate } from './expressions.ts';
import { eitherOr, type Frame, initial, type State, type Thrown } from './frame.ts';
import { runBlock } from './statements.ts';

export function runFunction(frame: Frame, args: readonly Val[] = []): Run {
  const fn = fnOf(frame.it.program, frame.ref);
  const st: State =
    frame.outer === undefined
      ? initial()
      : { ...initial(), env: frame.outer.env, fresh: frame.outer.fresh, branches: frame.outer.branches };
  for (const [i, p] of fn.params.entries()) {
    const given = args[i];
    if (frame.outer !== undefined || given !== undefined) bindPattern(frame, p.target, given ?? NONE, st);
    else if (p.init !== undefined && p.target.k === 'bind') {
      // A default parameter runs in every call that leaves it out.
      const val = evaluate(frame, p.init, st);
      if (val.k === 'promise') st.env.set(p.target.b, val);
    }
  }
  if (frame.outer === undefined) st.held.push(...required(frame));
  const flow = runBlock(frame, fn.body, [st]);
  const at = place(frame.file, [Math.max(fn.at[0], fn.at[1] - 1), fn.at[1]]);
  const exits = [...flow.returned, ...flow.next.map((s) => ({ st: s, val: { k: 'undefined' } as Val, at }))];
  let value: Val = NONE;
  for (const exit of exits) {
    if (exit.val.k === 'promise' && fn.async) exit.val = settle(frame, exit.val, exit.st);
    value = joinValues(value, exit.val);
  }
  findLeaks(frame, exits, [...flow.thrown, ...frame.thrown]);
  const holds = exits.length === 0 ? [] : (exits.map((x) => x.st.held).sort((a, b) => b.length - a.length)[0] ?? []);
  // What is told as a leak here is not told again of every caller.
  const told = new Set(frame.notes.leaks.flatMap((leak) => (leak.why === 'never' ? [] : [leak.hold.token])));
  const own = holds.filter((h) => h.token !== REQUIRED && !told.has(h.token));
  return { events: markReentry(frame.events), holds: own, freed: frame.freed, value, parallel: false };
}

/** The token of a lock that the caller holds: nobody has to release it here. */
const REQUIRED = -2;

/** `@requiresLock`: the locks that every caller holds. */
function required(frame: Frame): readonly Hold[] {
  const at = place(frame.file, fnOf(frame.it.program, frame.ref).nameAt);
  return (frame.it.guards.functions.get(fnKey(frame.ref)) ?? []).map(({ path, cls, name }) => ({
    lock: {
      path,
      cls,
      name,
      mode: 'exclusive',
      capacity: 1,
      shape: 'mutex',
      reentrant: false,
      timed: false,
      limiter: false,
    },
    at,
    token: REQUIRED,
    manual: false,
    moved: false,
  }));
}

/**
 * A wrapper that calls its callback with the lock on one way and without it on the other knows when it is held
 * already. Calls one after the other, the first of them without the lock, tell nothing of the kind.
 */
function markReentry(events: readonly LockEvent[]): readonly LockEvent[] {
  const calls = events.filter((e) => e.k === 'param');
  const bareCalls = calls.filter((e) => e.held.length === 0);
  const locks = calls.flatMap((e) =>
    bareCalls.some((other) => other.index === e.index && other.prop === e.prop && eitherOr(other.way, e.way))
      ? e.held.map((h) => pathKey(h.lock.path))
      : [],
  );
  if (locks.length === 0) return events;
  const mark = (lock: Lock): Lock => (locks.includes(pathKey(lock.path)) ? { ...lock, reentrant: true } : lock);
  return events.map(
    (e) =>
      ({
        ...e,
        ...(e.k === 'acquire' ? { lock: mark(e.lock) } : {}),
        held: e.held.map((h) => ({ ...h, lock: mark(h.lock) })),
      }) as LockEvent,
  );
}

function findLeaks(
  frame: Frame,
  exits: readonly { st: State; val: Val; at: Place }[],
  thrown: readonly Thrown[],
): void {
  const tokens = new Map<number, Hold>();
  for (const { st } of [...exits, ...thrown])
    for (const hold of st.held) if (hold.manual && !hold.moved) tokens.set(hold.token, hold);
  for (const [token, hold] of tokens) {
    const returnsIt = exits.some((x) => givesAway(x.val, token));
    if (returnsIt) continue;
    const release = frame.releases.get(token);
    const leaking = exits.filter((x) => x.st.held.some((h) => h.token === token && !h.moved));
    const throwing = thrown.filter((x) => x.st.held.some((h) => h.token === token && !h.moved));
    if (release !== undefined) {
      const [exit] = leaking;
      if (exit !== undefined) frame.notes.leaks.push({ fn: frame.ref, hold, exit: exit.at, why: 'returns', release });
      else if (throwing[0] !== undefined) {
        const why = throwing[0].stops === true ? 'stops' : 'throws';
        frame.notes.leaks.push({ fn: frame.ref, hold, exit: throwing[0].at, why, release });
      }
    } else if (leaking.length > 0 && leaking.length === exits.length) {
      frame.notes.leaks.push({
        fn: frame.ref,
        hold,
        exit: leaking[0]?.at ?? hold.at,
        why: 'never',
        release: undefined,
      });
    }
  }
}
