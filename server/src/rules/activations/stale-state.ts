/** `race-across-await`: a state of React is set from what it was before the await. */
import type { StaleState } from '../../analysis/activations/stale-state.ts';
import type { Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportStaleState(program: Program, s: StaleState): Finding {
  const where = functionName(program, s.in);
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at: s.at,
    message: `\`${s.name}\` is still what it was when this was rendered, before the wait on line ${lineAt(program, s.awaitAt)}: what others have set meanwhile, or a second call of this, is overwritten. \`${s.setter}\` with a function starts from what is there by then.`,
    signal: 'a component that is rendered again while this waits',
    schedule: {
      participants: [
        { id: 'A', name: where },
        { id: 'B', name: `whoever sets ${s.name}` },
      ],
      steps: [
        { participant: 'A', at: s.awaitAt, text: `waits, with the ${s.name} of this rendering; others run` },
        { participant: 'B', at: s.at, text: `sets ${s.name}` },
        { participant: 'A', at: s.at, text: `sets ${s.name} to what it makes of the old one` },
      ],
    },
    related: [
      { at: s.read, text: 'the value of this rendering' },
      { at: s.awaitAt, text: 'others run during this wait' },
    ],
    fixes: s.waits ? [] : [{ kind: 'functional-update', at: s.value, name: s.name }],
    identity: ['race-across-await', 'stale-state', where, s.name],
  };
}
