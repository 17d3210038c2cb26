/** `race-across-await`: a callback speaks of a `const` that the function declares only after a wait. */
import type { NotYetMade } from '../../analysis/activations/not-yet-made.ts';
import type { Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportNotYetMade(program: Program, n: NotYetMade): Finding {
  const where = functionName(program, n.in);
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at: n.at,
    message: `\`${n.name}\` is declared on line ${lineAt(program, n.declared)}, after the await on line ${lineAt(program, n.awaitAt)}: when the callback set up on line ${lineAt(program, n.setUp)} comes before that, it throws here, because there is no \`${n.name}\` yet.`,
    signal: 'a callback that comes when it comes',
    schedule: {
      participants: [
        { id: 'A', name: where },
        { id: 'C', name: 'its callback' },
      ],
      steps: [
        { participant: 'A', at: n.setUp, text: 'sets up the callback' },
        { participant: 'A', at: n.awaitAt, text: 'waits; others run' },
        { participant: 'C', at: n.at, text: `reads ${n.name}, which is not there yet, and throws` },
        { participant: 'A', at: n.declared, text: `declares ${n.name}` },
      ],
    },
    related: [
      { at: n.awaitAt, text: 'it can come during this await' },
      { at: n.declared, text: 'declared only here' },
    ],
    fixes: [],
    identity: ['race-across-await', 'not-yet-made', where, n.name],
  };
}
