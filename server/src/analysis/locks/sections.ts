/**
 * Critical sections as orders of accesses: what one holder of a lock does to a cell before and after an await. Only
 * such a section can be disturbed by somebody who does without the lock; between two awaits nobody comes in.
 */
import type { Expr, FunctionFacts, Stmt } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { factsOf, fnKey, place, type Program } from '../program.ts';
import { awaitsIn, forEachStmt } from '../walk.ts';
import type { Touch } from './discipline.ts';
import type { Held } from './domain.ts';

/** A value that was looked at (or put there) before an await and is written over, or changed on its word, after it. */
export interface Span {
  readonly k: 'overwritten' | 'decided';
  readonly first: Touch;
  readonly awaitAt: Place;
  readonly last: Touch;
  readonly hold: Held;
}

/** The accesses that one holder makes while it holds a lock once. */
export function sectionsOf(
  touches: readonly Touch[],
  holdOf: (touch: Touch) => Held | undefined,
): readonly { readonly hold: Held; readonly touches: readonly Touch[] }[] {
  const sections = new Map<string, { hold: Held; touches: Touch[] }>();
  for (const touch of touches) {
    const hold = holdOf(touch);
    if (hold === undefined) continue;
    const key = `${fnKey(touch.root)}|${hold.at.file}:${hold.at.start}`;
    const section = sections.get(key) ?? { hold, touches: [] };
    section.touches.push(touch);
    sections.set(key, section);
  }
  return [...sections.values()];
}

/** Writes that do not know what has happened to the cell since the section last looked. */
export function staleWritesIn(
  program: Program,
  { hold, touches }: { readonly hold: Held; readonly touches: readonly Touch[] },
): readonly Span[] {
  const looks = touches.filter((t) => t.act === 'read' || t.act === 'test');
  return touches.flatMap((last): readonly Span[] => {
    if (last.act !== 'write' && last.act !== 'change') return [];
    const fresh = looks.some((t) => isBefore(t, last) && awaitBetween(program, t, last) === undefined);
    if (fresh) return [];
    // What is only added to or counted on keeps what others have done, unless it was decided on before.
    const k = last.act === 'write' ? 'overwritten' : 'decided';
    for (const first of touches) {
      if (first === last || !isBefore(first, last)) continue;
      if (k === 'decided' && (first.act !== 'test' || !decides(program, first, last))) continue;
      const awaitAt = awaitBetween(program, first, last);
      if (awaitAt !== undefined) return [{ k, first, awaitAt, last, hold }];
    }
    return [];
  });
}

interface Moment {
  readonly at: Place;
  readonly done: number;
}

/** Where two accesses part: their calls down from the function in which both happen. */
function parting(a: Touch, b: Touch): readonly [Moment, Moment] | undefined {
  const wayOf = (t: Touch): readonly Moment[] => [
    ...t.trace.map((step) => ({ at: step.at, done: step.at.end })),
    { at: t.at, done: t.done },
  ];
  const [x, y] = [wayOf(a), wayOf(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]];
    if (p === undefined || q === undefined || p.at.file !== q.at.file) return undefined;
    if (p.at.start !== q.at.start || p.at.end !== q.at.end || p.done !== q.done) return [p, q];
  }
  return undefined;
}

function isBefore(a: Touch, b: Touch): boolean {
  const moments = parting(a, b);
  return moments !== undefined && moments[0].done < moments[1].done;
}

/** The await that lies on the way from one access to a later one. */
function awaitBetween(program: Program, a: Touch, b: Touch): Place | undefined {
  const moments = parting(a, b);
  if (moments === undefined) return undefined;
  const [p, q] = moments;
  const { file } = p.at;
  const contains = ([start, end]: readonly [number, number], { at }: Moment): boolean =>
    start <= at.start && at.end <= end;
  for (const fn of factsOf(program, file).functions) {
    if (fn.id !== 0 && !contains(fn.at, p) && !contains(fn.at, q)) continue;
    if (eitherOr(fn, p.at, q.at)) return undefined;
  }
  for (const fn of factsOf(program, file).functions) {
    if (!fn.hasAwait || fn.id === 0 || (!contains(fn.at, p) && !contains(fn.at, q))) continue;
    for (const at of awaitsIn(fn))
      if (
        p.done <= at[1] &&
        at[1] < q.done &&
        !leavesBefore(fn, at, q.at) &&
        !leavesBefore(fn, [p.at.start, p.at.end], q.at)
      )
        return place(file, at);
  }
  return undefined;
}

const covers = (body: readonly Stmt[], at: { readonly start: number; readonly end: number }): boolean =>
  body.some((s) => s.at[0] <= at.start && at.end <= s.at[1]);

const armsOf = (s: Stmt): readonly (readonly Stmt[])[] =>
  s.k === 'if'
    ? [s.then, s.else]
    : s.k === 'switch'
      ? s.cases.map((c) => c.body)
      : s.k === 'try' && s.handler !== undefined
        ? [s.handler]
        : [];

/** Whether a test in a function's own condition decides if a later access of the same function is made. */
function decides(program: Program, test: Touch, act: Touch): boolean {
  const moments = parting(test, act);
  if (moments === undefined) return false;
  const [p, q] = moments;
  return factsOf(program, p.at.file).functions.some((fn) => {
    let found = false;
    forEachStmt(fn.body, (s) => {
      if (s.k !== 'if' || p.at.start < s.test.at[0] || s.test.at[1] < p.at.end) return;
      const inside = covers(s.then, q.at) || covers(s.else, q.at);
      const ends = [s.then, s.else].some((arm) => /^(return|throw)$/.test(arm[arm.length - 1]?.k ?? ''));
      if (inside || (ends && s.at[1] <= q.at.start)) found = true;
    });
    return found;
  });
}

/** Two places on different arms of one branch. */
function eitherOr(fn: FunctionFacts, a: Place, b: Place): boolean {
  let found = false;
  forEachStmt(fn.body, (s) => {
    const arms = s.k === 'if' || s.k === 'switch' ? armsOf(s) : [];
    if (arms.some((arm) => covers(arm, a)) && arms.some((arm) => covers(arm, b) && !covers(arm, a))) found = true;
  });
  return found;
}

/** The branch around a place ends the function (or round), so that what stands behind it does not follow. */
function leavesBefore(fn: FunctionFacts, at: Expr['at'], later: Place): boolean {
  const here = { start: at[0], end: at[1] };
  let leaves = false;
  forEachStmt(fn.body, (s) => {
    for (const arm of armsOf(s)) {
      const end = arm[arm.length - 1];
      if (end === undefined || !covers(arm, here) || covers(arm, later)) continue;
      if (/^(return|throw|break|continue)$/.test(end.k)) leaves = true;
    }
  });
  return leaves;
}
