/**
 * Answers that come too late: what was asked for is replaced while the question is under way, and the answer is stored
 * all the same. Evidence is that the question is kept beside the answer, so that the two have to belong together.
 */
import { fnOf, sameFn, type Program } from '../program.ts';
import { isContents, isShared, parentKey, type Path } from './cells.ts';
import type { Entries } from './entries.ts';
import type { Meetings } from './event-index.ts';
import type { Candidate, Frame, Machine } from './machine.ts';
import { common, family, switchedOff, type Verdict, verdictOf } from './meeting.ts';
import { push, type WriteInfo } from './sinks.ts';
import { heldThrough } from './crossings.ts';
import type { State } from './state.ts';
import { aboutSame, type Answer } from './trails.ts';
import type { Val } from './values.ts';

/** Called off before anew is asked: the older question fails, or its answer is thrown away by whoever was told. */
const CALLS_OFF = /abort|cancel|dispos|unsubscribe/i;

/** The answer is written into a cell that says nothing of the question, or says what others have asked since. */
export function answeredLate(m: Machine, f: Frame, st: State, cell: Path, val: Val, info: WriteInfo): void {
  const { answer } = val;
  if (answer?.awaited !== true || answer.calledOff === true || st.live || val.common === true) return;
  if (info.kind !== 'set' || info.literal !== undefined || !isPart(cell) || looked(st, cell)) return;
  if (st.traces.some((t) => t.kind === 'released' && CALLS_OFF.test(t.text))) return;
  // What is added to what is there loses nothing.
  if (val.origins.some((o) => o.crossed === undefined && o.cell.key.startsWith(cell.key))) return;
  const noted = mixed(st, cell, answer);
  const all = noted === undefined ? [asksWithReplaced(st, cell, answer), ofEvent(st, answer)] : [noted];
  for (const found of all) {
    if (found === undefined || m.events.candidates.some((c) => tells(m, c, found))) continue;
    const { shape, fact, crossing, ...more } = found;
    push(m, f, st, shape, cell, fact, crossing, info, m.place(f, info.at), more);
  }
}

/** One answer is often stored in several parts. */
function tells(m: Machine, c: Candidate, found: Found): boolean {
  const [a, b] = [c.crossing.at, found.crossing.at];
  return c.shape === found.shape && sameFn(c.root, m.root) && a.file === b.file && a.start === b.start;
}

type Found = Pick<Candidate, 'shape' | 'fact' | 'crossing'> & Partial<Pick<Candidate, 'guardCell' | 'through'>>;

/** `this.query = query; this.results = await search(query)`. */
function mixed(st: State, cell: Path, answer: Answer): Found | undefined {
  for (const w of st.writes.values()) {
    if (w.crossed === undefined || w.about === undefined || w.literal !== undefined || w.pending === true) continue;
    if (!isPart(w.cell) || !beside(w.cell, cell) || looked(st, w.cell)) continue;
    if (!aboutSame(w.about, answer.about)) continue;
    return {
      shape: 'mixed',
      fact: { at: w.at, text: w.text },
      crossing: w.crossed,
      guardCell: w.cell,
      // Noted only when it differs from the last one: that keeps out those who ask for the same.
      through: heldThrough(st, w.crossed).filter((l) => l.flag !== w.cell.canon),
    };
  }
  return undefined;
}

/** `input.on('input', async (text) => (this.results = await search(text)))`: whether it is such an event is seen later. */
function ofEvent(st: State, answer: Answer): Found | undefined {
  const crossing = st.lastCrossing;
  if (answer.about.size === 0 || crossing === undefined) return undefined;
  return { shape: 'late-answer', fact: { at: crossing.at, text: 'asks for what this event tells' }, crossing };
}

/** `this.text = await explain(this.id)`, where somebody sets both anew. */
function asksWithReplaced(st: State, cell: Path, answer: Answer): Found | undefined {
  const crossing = st.lastCrossing;
  if (crossing === undefined) return undefined;
  for (const o of answer.cells) {
    if (st.writes.has(o.cell.key) || !isPart(o.cell) || !beside(o.cell, cell) || looked(st, o.cell)) continue;
    return { shape: 'outdated', fact: { at: o.at, text: `asks for ${o.cell.show}` }, crossing, guardCell: o.cell };
  }
  return undefined;
}

/** A field or a variable; what is kept by a key is the business of who has the key. */
function isPart(cell: Path): boolean {
  return isShared(cell) && cell.root.kind !== 'file' && !cell.key.includes(']') && !isContents(cell);
}

function beside(a: Path, b: Path): boolean {
  if (a.key === b.key || a.depth !== b.depth) return false;
  if (a.depth > 0) return parentKey(a.key) === parentKey(b.key);
  const [x, y] = [a.root.owner, b.root.owner];
  return a.root.kind === b.root.kind && x?.file === y?.file && x?.fn === y?.fn;
}

function looked(st: State, cell: Path): boolean {
  return st.guards.some(
    (g) => g.crossed === undefined && (g.cell.key === cell.key || g.cell.key.startsWith(`${cell.key}.`)),
  );
}

/** Somebody replaces what was asked for, and in the same function what belongs to it. */
export function outdated(program: Program, c: Candidate, all: Meetings, entries: Entries): Verdict | undefined {
  if (c.guardCell === undefined || c.through.length > 0 || entries.signalOf(c.root) === undefined) return undefined;
  const answers = all.accessesOf(family(c.cell));
  for (const a of all.accessesOf(family(c.guardCell))) {
    if (a.kind !== 'set' && a.kind !== 'reset') continue;
    if (a.update || sameFn(a.root, c.root) || sameFn(a.in, c.in)) continue;
    if (switchedOff(c, a) || common(c.through, a.locks)) continue;
    // What the function begins with that a variable belongs to.
    const { owner } = c.guardCell.root;
    if (owner !== undefined && sameFn(a.in, owner)) continue;
    // Subclasses share the names of their cells, and a base class is seldom about the same thing.
    if (a.in.file !== c.in.file || fnOf(program, a.root).kind === 'constructor') continue;
    const signal = entries.signalOf(a.root);
    const together = answers.some(
      (x) => sameFn(x.in, a.in) && sameFn(x.root, a.root) && (x.kind === 'set' || x.kind === 'reset'),
    );
    if (signal !== undefined && together) return verdictOf(c, signal, a);
  }
  return undefined;
}
