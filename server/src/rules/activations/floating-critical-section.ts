/** `floating-critical-section`: a section is started, nobody waits for it, and its state is used at once. */
import type { Finding } from '../../findings/finding.ts';
import type { Floating } from '../../analysis/activations/machine.ts';
import type { Program } from '../../analysis/program.ts';
import { functionName, lineAt } from './names.ts';

export function reportFloating(program: Program, f: Floating): Finding {
  const where = functionName(program, f.in);
  const used = f.used;
  const tail =
    used === undefined
      ? 'the code after it runs while the section is still open'
      : `line ${lineAt(program, used.at)} uses ${used.cell.show} while the section is still open`;
  return {
    rule: 'floating-critical-section',
    severity: 'warning',
    at: f.at,
    message: `The promise of \`${f.text}\` is dropped, so ${tail}.`,
    signal: 'un-awaited critical section',
    schedule: {
      participants: [
        { id: 'A', name: where },
        { id: 'S', name: `critical section under ${f.lock}` },
      ],
      steps: [
        { participant: 'A', at: f.at, text: 'starts the section and goes on' },
        ...(used === undefined
          ? []
          : [{ participant: 'A', at: used.at, text: `uses ${used.cell.show} before the section has finished` }]),
        { participant: 'S', at: f.at, text: 'finishes later', holds: [f.lock] },
      ],
    },
    related: used === undefined ? [] : [{ at: used.at, text: 'used here before the section is done' }],
    fixes: [{ kind: 'insert-await', at: f.at }],
    identity: ['floating-critical-section', where, f.lock],
  };
}
