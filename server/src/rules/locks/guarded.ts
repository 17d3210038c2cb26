/** inconsistent-locking: an annotation names the lock, and an access or a call goes without it. */
import type { EventOf } from '../../analysis/locks/domain.ts';
import { qualifiedName, type FnRef, type Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding } from './findings.ts';

export function guardedFinding(program: Program, fn: FnRef, event: EventOf<'guarded'>): Finding {
  const who = qualifiedName(program, event.fn);
  const { name } = event.guard;
  const other = event.held.map((h) => h.lock.name);
  const instead = other.length === 0 ? '' : ` (it holds ${other.join(', ')} instead)`;
  const what = event.calls ? `calls ${event.what}` : `touches ${event.what}`;
  const tag = event.calls ? '@requiresLock' : '@guardedBy';
  return finding({
    rule: 'inconsistent-locking',
    at: event.at,
    message: `${who} ${what} without holding ${name}${instead}, which ${tag} asks for; it comes in between the steps of whoever does hold ${name}.`,
    signal: `annotation ${tag}`,
    participants: [
      { id: 'a', name: `a holder of ${name}` },
      { id: 'b', name: qualifiedName(program, fn) },
    ],
    steps: [
      ...event.trace.map((step) => ({
        participant: 'b',
        at: step.at,
        text: `calls ${qualifiedName(program, step.callee)}`,
      })),
      {
        participant: 'b',
        at: event.at,
        text: `${what}, while the holder is in the middle of its section`,
        holds: other,
      },
    ],
    related: [],
    identity: [who, event.what, name],
  });
}
