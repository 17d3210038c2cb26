/**
 * One defect that many cells share: what is wrong with three of them for the same reason, across the same await and
 * because of the same other party, is told once, with the names of the others. A list of equal sentences hides what
 * else there is to see.
 */
import { fnKey } from '../program.ts';
import type { Verdict } from './meeting.ts';

/** Two are told apart: each is its own to mend. */
const MANY = 3;

export interface Told {
  readonly verdict: Verdict;
  /** Cells of which the same is true, as a message names them. */
  readonly alike: readonly string[];
}

export function toldOnce(verdicts: readonly Verdict[]): readonly Told[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = defectOf(verdict);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  return [...groups.values()].flatMap((group): readonly Told[] => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    if (group.length < MANY) return group.map((verdict) => ({ verdict, alike: [] }));
    const names = new Set(others.map(({ candidate }) => candidate.cell.show));
    names.delete(first.candidate.cell.show);
    return [{ verdict: first, alike: [...names] }];
  });
}

function defectOf({ candidate: c, partner, strong }: Verdict): string {
  const { file, start } = c.crossing.at;
  return [c.shape, fnKey(c.in), file, start, partner === undefined ? '' : fnKey(partner.in), strong].join('|');
}
