/** `floating-critical-section`: work is started, nobody waits for it, and what comes next takes it for done. */
import type { Unawaited } from '../../analysis/activations/unawaited.ts';
import type { Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportUnawaited(program: Program, u: Unawaited): Finding {
  const where = functionName(program, u.in);
  const next = lineAt(program, u.next);
  return {
    rule: 'floating-critical-section',
    severity: 'warning',
    at: u.at,
    message:
      u.k === 'file'
        ? `The promise of \`${u.text}\` is dropped, so line ${next} works on \`${u.what}\` before that is done, or in the middle of it.`
        : `The promise of \`${u.text}\` is dropped, so line ${next} takes \`${u.what}\` back while the work that it stands for goes on: nobody ever finds it set.`,
    signal: 'a promise that nobody waits for',
    schedule: {
      participants: [
        { id: 'A', name: where },
        { id: 'W', name: u.text },
      ],
      steps: [
        ...(u.since === undefined ? [] : [{ participant: 'A', at: u.since, text: `sets ${u.what}` }]),
        { participant: 'A', at: u.at, text: 'starts the work and goes on' },
        { participant: 'A', at: u.next, text: u.k === 'file' ? `works on ${u.what}` : `takes ${u.what} back` },
        { participant: 'W', at: u.at, text: 'is done later' },
      ],
    },
    related: [{ at: u.next, text: u.k === 'file' ? 'takes it for done' : 'says that it is over' }],
    fixes: [{ kind: 'insert-await', at: u.at }],
    identity: ['floating-critical-section', where, u.k, u.what],
  };
}
