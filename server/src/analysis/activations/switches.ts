/** Flags and states that decide whether another activation does its part: what was tested, and what was set. */
import type { Path } from './cells.ts';
import type { Setting, Switch } from './machine.ts';
import type { Guard, State } from './state.ts';
import type { Literal } from './values.ts';

/** Flags and states that were tested in this job and led here. */
export function switches(guards: readonly Guard[]): readonly Switch[] {
  return guards.flatMap((g): readonly Switch[] => {
    if (g.crossed !== undefined || g.cell.key.endsWith(']')) return [];
    const flag = g.cell.canon;
    switch (g.polarity) {
      case 'present':
      case 'absent':
        return [{ flag, is: 'truthy', not: g.polarity === 'absent' }];
      case 'eq':
      case 'ne':
        return g.value?.k === 'const' ? [{ flag, is: { value: g.value.value }, not: g.polarity === 'ne' }] : [];
      default:
        return [];
    }
  });
}

/** Flags and states as this activation has left them before the await. */
export function setFlags(st: State): readonly Setting[] {
  return [...st.writes.values()].flatMap((w) =>
    w.crossed !== undefined && w.literal?.k === 'const' ? [{ flag: w.cell.canon, value: w.literal.value }] : [],
  );
}

/** Words for work that somebody asks for, to be done by whoever sees the mark. */
const MARK =
  /dirty|change|pending|need|request|modif|queued|again|stale|outdated|invalid|flush|unsaved|updat|schedul|retry|rerun|repeat|next|missed|should|restart|refresh|resync|must/i;

/** `this.dirty = false`: the mark that there is work to do is taken back. */
export function takesMarkBack(cell: Path, literal: Literal | undefined): boolean {
  return literal?.k === 'const' && literal.value === false && MARK.test(cell.key.slice(cell.key.lastIndexOf('.')));
}
