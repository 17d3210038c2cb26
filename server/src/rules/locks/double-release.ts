/** inconsistent-locking: a lock given back twice, so that the second release ends somebody else's turn. */
import type { DoubleRelease } from '../../analysis/locks/interp.ts';
import { qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding, lineAt } from './findings.ts';

export function doubleReleaseFinding(program: Program, twice: DoubleRelease): Finding {
  const who = qualifiedName(program, twice.fn);
  const { name } = twice.lock;
  return finding({
    rule: 'inconsistent-locking',
    at: twice.second,
    message: `${who} releases ${name} on ${lineAt(program, twice.first, twice.second)} already; the release here ends the turn of whoever got ${name} in between, and two are inside at once.`,
    signal: 'whoever waits for the same lock',
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: `whoever gets ${name} next` },
      { id: 'c', name: 'the one after that' },
    ],
    steps: [
      { participant: 'a', at: twice.taken, text: `takes ${name}`, holds: [name] },
      { participant: 'a', at: twice.first, text: `gives ${name} back` },
      { participant: 'b', at: twice.taken, text: `gets ${name}`, holds: [name] },
      { participant: 'a', at: twice.second, text: `gives ${name} back again, which it does not hold any more` },
      { participant: 'c', at: twice.taken, text: `gets ${name} while another one is inside`, holds: [name] },
    ],
    related: [
      { at: twice.taken, text: `${name} is taken here` },
      { at: twice.first, text: 'released here already' },
    ],
    identity: [who, twice.lock.cls ?? name, 'twice'],
  });
}
