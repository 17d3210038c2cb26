/** wait-cycle: a promise whose run waits for it, or two that wait for each other. */
import type { FnRef } from '../../analysis/program.ts';
import { qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, Place } from '../../findings/finding.ts';
import { finding, lineAt } from './findings.ts';

export interface PromiseCycle {
  readonly first: { readonly name: string; readonly by: FnRef; readonly at: Place };
  readonly second: { readonly name: string; readonly by: FnRef; readonly at: Place };
  /** Where the first one waits for the second, and where that waits for the first. */
  readonly wait: Place;
  readonly back: Place;
}

export function promiseCycleFinding(program: Program, { first, second, wait, back }: PromiseCycle): Finding {
  const own = first === second;
  const who = qualifiedName(program, first.by);
  const other = qualifiedName(program, second.by);
  return finding({
    rule: 'wait-cycle',
    at: wait,
    message: own
      ? `${who} waits for ${first.name}, which is the promise of this very run (${lineAt(program, first.at, wait)}): it settles only when ${who} is done, and ${who} is only done when it settles.`
      : `${who} waits for ${second.name}, whose run (${other}) waits for ${first.name} on ${lineAt(program, back, wait)}, which is the promise of ${who}: neither settles.`,
    signal: own ? 'one activation alone is enough' : `both are started before either is done`,
    participants: [
      { id: 'a', name: `${who} (${first.name})` },
      ...(own ? [] : [{ id: 'b', name: `${other} (${second.name})` }]),
    ],
    steps: [
      { participant: 'a', at: first.at, text: `is started, its promise becomes ${first.name}` },
      ...(own ? [] : [{ participant: 'b', at: second.at, text: `is started, its promise becomes ${second.name}` }]),
      { participant: 'a', at: wait, text: `waits for ${second.name}` },
      ...(own ? [] : [{ participant: 'b', at: back, text: `waits for ${first.name}` }]),
    ],
    related: [
      { at: first.at, text: `${first.name} is the promise of ${who}` },
      ...(own ? [] : [{ at: back, text: `${other} waits for ${first.name}` }]),
    ],
    identity: [who, first.name, second.name],
  });
}
