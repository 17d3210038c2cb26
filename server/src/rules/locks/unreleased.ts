/** unreleased-lock: a path that leaves with a lock it took by hand. */
import type { Leak } from '../../analysis/locks/interp.ts';
import { fnOf, qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, FixPlan } from '../../findings/finding.ts';
import { forEachStmt } from '../../analysis/walk.ts';
import type { Place } from '../../findings/finding.ts';
import { finding, lineAt } from './findings.ts';

export function unreleasedFinding(program: Program, leak: Leak): Finding {
  const who = qualifiedName(program, leak.fn);
  const { lock } = leak.hold;
  const line = lineAt(program, leak.exit);
  const what =
    leak.why === 'throws'
      ? `When line ${line} fails, ${who} leaves without releasing ${lock.name}`
      : leak.why === 'stops'
        ? `When its consumer stops at line ${line}, ${who} never comes to release ${lock.name}`
        : leak.why === 'returns'
          ? `${who} leaves on line ${line} without releasing ${lock.name}, which it releases on another path`
          : `${who} takes ${lock.name} and never releases it`;
  const fixes: FixPlan[] = [];
  const acquire = statementAt(program, leak, leak.hold.at);
  const release = leak.release === undefined ? undefined : statementAt(program, leak, leak.release);
  if ((leak.why === 'throws' || leak.why === 'stops') && acquire !== undefined && release !== undefined)
    fixes.push({ kind: 'release-in-finally', acquire, release });
  return finding({
    rule: 'unreleased-lock',
    at: leak.hold.at,
    message: `${what}; everybody who acquires it later waits for ever.`,
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

/** The innermost statement that covers a place. */
function statementAt(program: Program, leak: Leak, at: Place): Place | undefined {
  if (at.file !== leak.fn.file) return undefined;
  let found: Place | undefined;
  forEachStmt(fnOf(program, leak.fn).body, (s) => {
    if (s.at[0] <= at.start && at.end <= s.at[1]) found = { file: at.file, start: s.at[0], end: s.at[1] };
  });
  return found;
}
