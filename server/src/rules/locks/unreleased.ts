/** unreleased-lock: a path that leaves with a lock it took by hand. */
import type { Leak } from '../../analysis/locks/interp.ts';
import type { LateRelease } from '../../analysis/locks/released-late.ts';
import { qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, FixPlan } from '../../findings/finding.ts';
import { finding, lineAt, statementAt } from './findings.ts';

export function unreleasedFinding(program: Program, leak: Leak): Finding {
  const who = qualifiedName(program, leak.fn);
  const { lock } = leak.hold;
  const thing = lock.unit === undefined ? lock.name : `its ${lock.unit} of ${lock.name}`;
  const then =
    lock.shape === 'semaphore' && lock.capacity !== 1
      ? `there is one less for the others, and when all are gone everybody waits for ever`
      : `everybody who acquires it later waits for ever`;
  const line = lineAt(program, leak.exit, leak.hold.at);
  const what =
    leak.why === 'throws'
      ? `When ${line} fails, ${who} leaves without releasing ${thing}`
      : leak.why === 'stops'
        ? `When its consumer stops at ${line}, ${who} never comes to release ${thing}`
        : leak.why === 'returns'
          ? `${who} leaves on ${line} without releasing ${thing}, which it releases on another path`
          : `${who} takes ${lock.unit === undefined ? '' : `a ${lock.unit} of `}${lock.name} and never releases it`;
  const fixes: FixPlan[] = [];
  const acquire = statementAt(program, leak.fn, leak.hold.at);
  const release = leak.release === undefined ? undefined : statementAt(program, leak.fn, leak.release);
  if ((leak.why === 'throws' || leak.why === 'stops') && acquire !== undefined && release !== undefined)
    fixes.push({ kind: 'release-in-finally', acquire, release });
  return finding({
    rule: 'unreleased-lock',
    at: leak.hold.at,
    message: `${what}; ${then}.`,
    signal: 'every later acquire of the same lock',
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: 'whoever acquires it next' },
    ],
    steps: [
      { participant: 'a', at: leak.hold.at, text: `takes ${lock.name}`, holds: [lock.name] },
      {
        participant: 'a',
        at: leak.exit,
        text: leak.why === 'throws' ? 'fails and leaves, the lock stays taken' : 'leaves, the lock stays taken',
        holds: [lock.name],
      },
      { participant: 'b', at: leak.hold.at, text: `waits for ${lock.name} for ever` },
    ],
    related: [
      { at: leak.exit, text: leak.why === 'throws' ? 'a failure here skips the release' : 'leaves here' },
      ...(leak.release === undefined ? [] : [{ at: leak.release, text: 'released only here' }]),
    ],
    fixes,
    identity: [who, lock.cls ?? lock.name],
  });
}

/** Given back in a `then` alone: a failure goes past it. */
export function lateReleaseFinding(
  program: Program,
  { fn, at, lock, shape, capacity, exit, release }: LateRelease,
): Finding {
  const who = qualifiedName(program, fn);
  const then =
    shape === 'semaphore' && capacity !== 1
      ? 'there is one less for the others, and when all are gone everybody waits for ever'
      : 'everybody who acquires it later waits for ever';
  return finding({
    rule: 'unreleased-lock',
    at,
    message: `${who} releases ${lock} only in the then on ${lineAt(program, release, at)}: when what is started on ${lineAt(program, exit, at)} fails, that is passed over; ${then}.`,
    signal: 'every later acquire of the same lock',
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: 'whoever acquires it next' },
    ],
    steps: [
      { participant: 'a', at, text: `takes ${lock}`, holds: [lock] },
      { participant: 'a', at: exit, text: 'fails; the chain goes past the release', holds: [lock] },
      { participant: 'b', at, text: `waits for ${lock} for ever` },
    ],
    related: [
      { at: exit, text: 'a failure here skips the release' },
      { at: release, text: 'released only here' },
    ],
    fixes: [],
    identity: [who, lock],
  });
}
