/**
 * When two activations meet: which cells are one to them, which functions stand in which, what keeps them apart; and
 * the verdict that they do.
 */
import type { Place } from '../../findings/finding.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import { isContents, parentKey, type Path } from './cells.ts';
import type { Signal } from './handed.ts';
import type { Access, Candidate } from './machine.ts';
import type { Held } from './state.ts';

export interface Verdict {
  readonly candidate: Candidate;
  readonly signal: string;
  readonly who: string;
  /** Access of another function that comes in between; the candidate's own function otherwise. */
  readonly partner?: Access;
  readonly strong: boolean;
  /** A lock that was held all the time and keeps the two apart all the same: each has its own. */
  readonly idle?: Held;
  /** The second activation only asks for the same thing again. */
  readonly again?: boolean;
  /** It takes two direct calls of a method that begins or ends the object's life, or leaves a timer that ends itself. */
  readonly minor?: boolean;
}

/** The verdict on a candidate, by the signal of who comes in between. */
export function verdictOf(candidate: Candidate, signal: Signal, partner?: Access): Verdict {
  const { text, who, strong } = signal;
  return { candidate, signal: text, who, strong, ...(partner === undefined ? {} : { partner }) };
}

/** Elements of one collection are one family: keys of two activations can be equal. */
export function family(path: Path): string {
  const canon = path.canon;
  return isContents(path) || canon.endsWith(']') ? `${parentKey(canon)}[]` : canon;
}

export function inside(
  program: Program,
  file: string,
  fn: number,
  outer: { readonly file: string; readonly fn: number },
): boolean {
  if (file !== outer.file) return false;
  let current: number | undefined = fn;
  while (current !== undefined) {
    if (current === outer.fn) return true;
    current = program.files.get(file)?.functions[current]?.parent;
  }
  return false;
}

export function within(program: Program, place: Place, ref: FnRef): boolean {
  const { at } = fnOf(program, ref);
  return place.file === ref.file && place.start >= at[0] && place.end <= at[1];
}

export function common(a: readonly Held[], b: readonly Held[]): boolean {
  return a.some((x) => b.some((y) => y.key === x.key));
}

/** `this.recording = false`, and the other one only adds while it records. */
export function switchedOff(c: Candidate, a: Access): boolean {
  return a.when.some((w) =>
    c.sets.some((s) => {
      if (s.flag !== w.flag) return false;
      const holds = w.is === 'truthy' ? Boolean(s.value) : w.is.value === s.value;
      return holds === w.not;
    }),
  );
}
