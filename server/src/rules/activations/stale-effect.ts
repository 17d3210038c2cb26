/** `race-across-await`: the answer to an older question arrives last and stays. */
import type { StaleEffect } from '../../analysis/activations/stale-effects.ts';
import type { Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { functionName, lineAt } from './names.ts';

export function reportStaleEffect(program: Program, stale: StaleEffect): Finding {
  const who = functionName(program, stale.in);
  const { dependency, event, load, store } = stale;
  const line = lineAt(program, load.at);
  const what = event === undefined ? dependency : `${event} event`;
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at: store.at,
    message:
      event === undefined
        ? `When ${dependency} changes while the load on line ${line} is awaited, the loads for the old and the new ${dependency} are both under way, and what arrives last stays: it may be the answer for the old one.`
        : `When another ${event} event comes while the load on line ${line} is awaited, both loads are under way, and what arrives last stays: it may be the answer to the older event.`,
    signal: event === undefined ? `the effect runs again when ${dependency} changes` : `event handler ${event}`,
    schedule: {
      participants: [
        { id: 'A', name: `${event === undefined ? 'the effect' : 'the handler'} of ${who} for the old ${what}` },
        { id: 'B', name: `${event === undefined ? 'the effect' : 'the handler'} for the new ${what}` },
      ],
      steps: [
        { participant: 'A', at: load.at, text: `${load.text}; others run` },
        { participant: 'B', at: load.at, text: `${load.text} for the new ${what}` },
        { participant: 'B', at: store.at, text: store.text },
        { participant: 'A', at: store.at, text: `${store.text}, over the newer answer` },
      ],
    },
    related: [
      {
        at: stale.effectAt,
        text: event === undefined ? `runs again when ${dependency} changes` : `runs at every ${event}`,
      },
      { at: load.at, text: 'others run during this await' },
    ],
    fixes: [],
    identity: ['race-across-await', 'stale-effect', who, dependency],
  };
}
