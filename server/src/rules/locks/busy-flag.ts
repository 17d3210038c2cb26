/** unreleased-lock: a busy flag that stays up because the function that lowers it can end before it does. */
import type { RaisedFlag } from '../../analysis/locks/busy-flags.ts';
import { qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, FixPlan } from '../../findings/finding.ts';
import { finding, lineAt, statementAt } from './findings.ts';

export function busyFlagFinding(program: Program, flag: RaisedFlag): Finding {
  const who = qualifiedName(program, flag.fn);
  const { name, set, exit, reset, guard } = flag;
  const line = lineAt(program, exit, set);
  const asks = qualifiedName(program, guard.fn);
  const from = lineAt(program, guard.at, set);
  const then = guard.waits ? `${asks} waits on ${from} for ever` : `${asks} finds it set on ${from} and does nothing`;
  const ends = flag.why === 'throws' ? `When ${line} fails, ${who} ends` : `${who} leaves on ${line}`;
  const acquire = statementAt(program, flag.fn, set);
  const release = statementAt(program, flag.fn, reset);
  const fixes: FixPlan[] =
    acquire === undefined || release === undefined ? [] : [{ kind: 'release-in-finally', acquire, release }];
  return finding({
    rule: 'unreleased-lock',
    // Whether the work ever fails is not known; a path that leaves is there.
    ...(flag.why === 'throws' ? { severity: 'warning' as const } : {}),
    at: set,
    message: `${ends} with ${name} still true, which only ${lineAt(program, reset, set)} sets back; from then on ${then}.`,
    signal: `${asks} looks at ${name} every time`,
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: `${asks}, any later call` },
    ],
    steps: [
      { participant: 'a', at: set, text: `sets ${name}` },
      { participant: 'a', at: exit, text: `${flag.why === 'throws' ? 'fails' : 'leaves'}, ${name} stays true` },
      { participant: 'b', at: guard.at, text: guard.waits ? 'waits for ever' : `finds ${name} set and leaves` },
    ],
    related: [
      { at: exit, text: flag.why === 'throws' ? 'a failure here skips the reset' : 'leaves here' },
      { at: reset, text: `${name} is set back only here` },
      { at: guard.at, text: `${name} is looked at here` },
    ],
    fixes: flag.why === 'throws' ? fixes : [],
    identity: [who, name, 'busy'],
  });
}
