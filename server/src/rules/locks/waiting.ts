/** wait-cycle and blocking-under-lock: what a holder waits for while others need the lock. */
import type { Held, LockEvent } from '../../analysis/locks/domain.ts';
import { qualifiedName, type FnRef, type Program } from '../../analysis/program.ts';
import type { Finding, Place } from '../../findings/finding.ts';
import { finding, lineAt, standsAt, stepsOf } from './findings.ts';

export interface WaitCycle {
  readonly fn: FnRef;
  readonly held: Held;
  readonly event: LockEvent;
  /** What it waits for, as a clause: `a change of leader`. */
  readonly waitsFor: string;
  /** Who could deliver it, and where that one needs the lock. */
  readonly deliverer: string;
  readonly needsAt: Place;
  readonly signal: string;
}

export function waitCycleFinding(program: Program, cycle: WaitCycle): Finding {
  const who = qualifiedName(program, cycle.fn);
  const name = cycle.held.lock.name;
  const at = standsAt(program, cycle.fn, cycle.event);
  return finding({
    rule: 'wait-cycle',
    at,
    message: `${who} holds ${name} (${lineAt(program, cycle.held.at, at)}) while it waits for ${cycle.waitsFor}, but ${cycle.deliverer} needs ${name} first (${lineAt(program, cycle.needsAt, at)}); both wait for ever.`,
    signal: cycle.signal,
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: cycle.deliverer },
    ],
    steps: [
      { participant: 'a', at: cycle.held.at, text: `takes ${name}`, holds: [name] },
      ...stepsOf(program, 'a', { ...cycle.event, held: [cycle.held] }, `waits for ${cycle.waitsFor}`),
      { participant: 'b', at: cycle.needsAt, text: `waits for ${name}, so it never delivers` },
    ],
    related: [
      { at: cycle.held.at, text: `${name} is taken here` },
      { at: cycle.needsAt, text: `${cycle.deliverer} needs ${name} here` },
    ],
    identity: [who, cycle.held.lock.cls ?? name, cycle.event.k],
  });
}

export function underLockFinding(
  program: Program,
  fn: FnRef,
  held: Held,
  event: Extract<LockEvent, { k: 'slow' }>,
  others: readonly Place[],
  signal: string,
): Finding {
  const who = qualifiedName(program, fn);
  const name = held.lock.name;
  const what = {
    network: `the network round trip of ${event.what}, which has no time limit`,
    process: `another program (${event.what})`,
    prompt: `a person (${event.what})`,
    sleep: `a timer (${event.what})`,
    sync: `${event.what}, which stops the whole event loop`,
  }[event.kind];
  return finding({
    rule: 'blocking-under-lock',
    at: event.at,
    message: `${who} keeps ${name} (${lineAt(program, held.at, event.at)}) while it waits for ${what}; everybody else who needs ${name} queues behind it.`,
    signal,
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: `whoever needs ${name} next` },
    ],
    steps: [
      { participant: 'a', at: held.at, text: `takes ${name}`, holds: [name] },
      ...stepsOf(program, 'a', { ...event, held: [held] }, `waits for ${what}`),
      { participant: 'b', at: others[0] ?? held.at, text: `waits for ${name} all that time` },
    ],
    related: [
      { at: held.at, text: `${name} is taken here` },
      ...others.slice(0, 3).map((at) => ({ at, text: `needs ${name} as well` })),
    ],
    identity: [who, held.lock.cls ?? name, event.what],
  });
}
