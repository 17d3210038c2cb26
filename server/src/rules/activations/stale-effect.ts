/** `race-across-await`: the answer to an older question arrives last and stays. */
import type { StaleEffect } from '../../analysis/activations/stale-effects.ts';
import type { Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportStaleEffect(program: Program, stale: StaleEffect): Finding {
  const who = functionName(program, stale.in);
  const { dependency, load, store } = stale;
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at: store.at,
    message: `When ${dependency} changes while the load on line ${lineAt(program, load.at)} is awaited, the loads for the old and the new ${dependency} are both under way, and what arrives last stays: it may be the answer for the old one.`,
    signal: `the effect runs again when ${dependency} changes`,
    schedule: {
      participants: [
        { id: 'A', name: `the effect of ${who} for the old ${dependency}` },
        { id: 'B', name: `the effect for the new ${dependency}` },
      ],
      steps: [
        { participant: 'A', at: load.at, text: `${load.text}; others run` },
        { participant: 'B', at: load.at, text: `${load.text} with the new ${dependency}` },
        { participant: 'B', at: store.at, text: store.text },
        { participant: 'A', at: store.at, text: `${store.text}, over the newer answer` },
      ],
    },
    related: [
      { at: stale.effectAt, text: `runs again when ${dependency} changes` },
      { at: load.at, text: 'others run during this await' },
    ],
    fixes: [],
    identity: ['race-across-await', 'stale-effect', who, dependency],
  };
}
