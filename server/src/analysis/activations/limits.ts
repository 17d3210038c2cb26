/**
 * Limits: a place is found free, or enough is found left, and it is taken only after an await. Everybody who asked
 * meanwhile takes it, too.
 */
import type { Path } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { push, type WriteInfo } from './sinks.ts';
import type { Guard, State } from './state.ts';

/** Counts of what has happened, or of rounds, are not places that one takes. */
const TALLY = /attempt|retr(y|ies)|tries|fail|error|miss|hit|index|offset|position|cursor|page|round|seen|^i$|^n$/i;

/**
 * `if (this.size >= this.max) return; await open(); this.size++`: the place is taken only after the await, when others
 * have found it free.
 */
export function overrun(m: Machine, f: Frame, st: State, cell: Path, guards: readonly Guard[], info: WriteInfo): void {
  if (info.step === undefined || TALLY.test(nameOf(cell)) || f.jumps.some((j) => j.isLoop)) return;
  const meant = info.step === 'up' ? 'below' : 'above';
  const g = guards.find((x) => x.side === meant);
  if (g?.crossed === undefined) return;
  push(m, f, st, 'overrun', cell, { at: g.at, text: g.text }, g.crossed, info, m.place(f, info.at));
}

function nameOf(cell: Path): string {
  return /[\w$]+$/.exec(cell.show)?.[0] ?? cell.show;
}
