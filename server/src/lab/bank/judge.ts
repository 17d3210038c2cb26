/** Tells a run that ended wrong from one that ended as calls one after another would. */
import type { BankValue } from './types.ts';

/** What calls one after another leave behind, whatever their order. */
export interface Expectation {
  readonly before: ReadonlyMap<string, string>;
  readonly totals: ReadonlyMap<string, string>;
}

export interface Ended {
  readonly totals: ReadonlyMap<string, string>;
  /** Null when no invariant was given. */
  readonly holds: boolean | null;
  readonly stuck: boolean;
}

/** The totals on which all of several runs agree. */
export function agreed(runs: readonly Ended[]): ReadonlyMap<string, string> {
  const [one, ...others] = runs;
  return new Map(
    [...(one?.totals ?? [])].filter(([name, value]) => others.every(({ totals }) => totals.get(name) === value)),
  );
}

export function isWrong(ended: Ended, expected: Expectation): boolean {
  if (ended.stuck) return true;
  return ended.holds === null ? valuesOf(ended, expected).length > 0 : !ended.holds;
}

export function valuesOf({ totals }: Pick<Ended, 'totals'>, expected: Expectation): BankValue[] {
  return [...expected.totals].flatMap(([name, wanted]) => {
    const found = totals.get(name) ?? 'nothing';
    return found === wanted ? [] : [{ name, expected: wanted, found }];
  });
}
