/** What has passed between a fact and the write that uses it up, where the place of the two in the text decides it. */
import type { FunctionFacts, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { isContents, type Path } from './cells.ts';
import type { Frame } from './machine.ts';
import type { Guard, State, WriteFact } from './state.ts';
import type { Crossing } from './values.ts';

/** A comparison with a part of the cell's value, answered before the await and by nobody since. */
export function staleOfPart(st: State, cell: Path): Guard | undefined {
  if (isContents(cell)) return undefined;
  const parts = st.guards.filter((g) => g.cell.key.startsWith(`${cell.key}.`) && !isContents(g.cell));
  if (parts.some((g) => g.crossed === undefined)) return undefined;
  return parts.find((g) => g.polarity === 'less' || g.polarity === 'more' || g.polarity === 'other');
}

/** The write stands in a closure of the function that looked: it comes later, and whether it comes is another matter. */
export function isLater(f: Frame, looked: Place): boolean {
  if (f.ref.file !== looked.file) return false;
  const holds = ({ at: [start, end] }: FunctionFacts): boolean => start <= looked.start && looked.end <= end;
  if (holds(f.fn)) return false;
  let around: FunctionFacts | undefined = f.fn;
  while (around?.parent !== undefined && around.parent !== 0) {
    around = f.facts.functions[around.parent];
    if (around !== undefined && holds(around)) return true;
  }
  return false;
}

/**
 * When others may have replaced what the activation has put there. `timer = setTimeout(async () => { ...; timer = undefined })`:
 * the callback of a timer that somebody has called off does not run, so only awaits within it count.
 */
export function sinceOwn(st: State, own: WriteFact, at: Span): Crossing | undefined {
  if (own.crossed === undefined || at[0] < own.at.start || own.at.end < at[1]) return own.crossed;
  const last = st.lastCrossing;
  return last !== undefined && own.at.start < last.at.start && last.at.end < own.at.end ? last : undefined;
}
