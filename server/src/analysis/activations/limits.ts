/**
 * Limits: a place is found free, or enough is found left, and it is taken only after an await. Everybody who asked
 * meanwhile takes it, too.
 */
import type { Path } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { asksForWork } from './marked-late.ts';
import { push, type WriteInfo } from './sinks.ts';
import { isLater } from './since.ts';
import type { Guard, State } from './state.ts';
import { isFalsyLiteral } from './values.ts';

/** Counts of what has happened, or of rounds, are not places that one takes. */
const TALLY = /attempt|retr(y|ies)|tries|fail|error|miss|hit|index|offset|position|cursor|page|round|seen|^i$|^n$/i;

/**
 * `if (this.size >= this.max) return; await open(); this.size++`: the place is taken only after the await, when others
 * have found it free.
 */
export function overrun(m: Machine, f: Frame, st: State, cell: Path, guards: readonly Guard[], info: WriteInfo): void {
  if (info.step === undefined || isTally(cell) || f.jumps.some((j) => j.isLoop)) return;
  const meant = info.step === 'up' ? 'below' : 'above';
  const g = guards.find((x) => x.side === meant);
  if (g?.crossed === undefined || asksForWork(g)) return;
  push(m, f, st, 'overrun', cell, { at: g.at, text: g.text }, g.crossed, info, m.place(f, info.at));
}

/**
 * One wait for what a cell holds, for more of it, or for something to be in it: others have waited, too, and the first of
 * them leaves nothing for the second.
 */
export function waitedOnce(m: Machine, f: Frame, st: State, cell: Path, info: WriteInfo): void {
  for (const w of st.waited) {
    if (w.cell.key !== cell.key || isLater(f, w.guardAt)) continue;
    const used =
      w.side === undefined
        ? info.kind === 'set' && !isFalsyLiteral(info.literal)
        : w.side === 'empty'
          ? info.kind === 'take'
          : info.step === 'down';
    if (!used) continue;
    const crossing = { at: w.at, locks: [] };
    const side = w.side === undefined ? {} : { side: w.side };
    push(m, f, st, 'waited-once', cell, { at: w.guardAt, text: w.text }, crossing, info, m.place(f, info.at), side);
  }
}

export function isTally(cell: Path): boolean {
  return TALLY.test(/[\w$]+$/.exec(cell.show)?.[0] ?? cell.show);
}
