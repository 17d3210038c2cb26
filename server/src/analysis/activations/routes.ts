/** A record that one helper reads and another writes: the function in which the two ways part is the one that does it. */
import type { Place } from '../../findings/finding.ts';
import type { CallSite, Origin } from './values.ts';

/** The calls, in one function, by which a record was read and is written now. */
export function meetingOf(
  sites: readonly CallSite[],
  o: Origin,
): { readonly factAt: Place; readonly shown?: CallSite } {
  const { via } = o;
  if (via === undefined) return { factAt: o.at };
  const same = (a: CallSite, b: CallSite | undefined): boolean =>
    b !== undefined && a.at.file === b.at.file && a.at.start === b.at.start;
  const parting = via.findIndex((site, i) => !same(site, sites[i]));
  const depth = parting < 0 ? via.length : parting;
  const shown = sites[depth];
  return { factAt: via[depth]?.at ?? o.at, ...(shown === undefined ? {} : { shown }) };
}
