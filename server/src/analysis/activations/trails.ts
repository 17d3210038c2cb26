/**
 * Where a value comes from when it is read from no cell: from what this activation was given (its parameters), and
 * from the answer to a question that was asked for it. Two activations ask for different things, and their answers
 * need not come in the order of the questions.
 */
import type { Expr } from '../../facts/core.ts';
import { forEachExpr } from '../walk.ts';
import { isShared } from './cells.ts';
import type { Origin, Val } from './values.ts';

/** What somebody else answered, and what they were asked for. */
export interface Answer {
  /** Parameters that the question was made from. */
  readonly about: ReadonlySet<string>;
  /** Cells that the question was made from. */
  readonly cells: readonly Origin[];
  /** The answer has come; until then it is a promise. */
  readonly awaited?: boolean;
  /** Whoever asked can call the question off: what comes after that is an error. */
  readonly calledOff?: boolean;
}

export interface Trail {
  /** Names of the parameters that the value is computed from. */
  readonly about?: ReadonlySet<string>;
  readonly answer?: Answer;
}

const NOTHING: Trail = {};
const NONE: ReadonlySet<string> = new Set();
const MAX_CELLS = 6;
/** Deeper parts of what an activation was given are not told apart. */
const MAX_PARTS = 3;
/** What is left of an object without the parts that are taken out by name. */
export const REST_PART = '…';

export function trailOf(vals: readonly (Trail | undefined)[]): Trail {
  let about: ReadonlySet<string> | undefined;
  let answer: Answer | undefined;
  for (const v of vals) {
    if (v === undefined) continue;
    if (v.about !== undefined) about = union(about, v.about);
    if (v.answer !== undefined) answer = answer === undefined ? v.answer : both(answer, v.answer);
  }
  if (about === undefined && answer === undefined) return NOTHING;
  return { ...(about === undefined ? {} : { about }), ...(answer === undefined ? {} : { answer }) };
}

function union(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a === undefined || a === b || a.size === 0) return b;
  for (const x of b) if (!a.has(x)) return new Set([...a, ...b]);
  return a;
}

function both(a: Answer, b: Answer): Answer {
  if (a === b) return a;
  // What is put together here with an answer that has come was not waited for.
  if (a.awaited !== b.awaited) return a.awaited === true ? a : b;
  const fresh = b.cells.filter((o) => !a.cells.some((x) => x.cell.key === o.cell.key));
  return {
    about: union(a.about, b.about),
    cells: fresh.length === 0 ? a.cells : [...a.cells, ...fresh].slice(0, MAX_CELLS),
    ...(a.awaited === true ? { awaited: true } : {}),
    ...(a.calledOff === true || b.calledOff === true ? { calledOff: true } : {}),
  };
}

const CALLED_OFF = /signal|abort|cancel/i;

/** The answer of a call whose callee is elsewhere, or gives a promise of which no more is known. */
export function asked(args: readonly Expr[], vals: readonly Val[], recv: Val | undefined): Trail {
  if (args.length === 0 && recv?.answer === undefined) return trailOf([recv]);
  const cells = new Map<string, Origin>();
  let calledOff = false;
  for (const v of vals)
    for (const o of v.origins)
      if (isShared(o.cell) && o.decided !== true && cells.size < MAX_CELLS && !cells.has(o.cell.key))
        cells.set(o.cell.key, o);
  for (const e of args)
    forEachExpr(e, (x) => {
      const name =
        x.k === 'member' ? x.prop : x.k === 'object' ? x.props.map((p) => (p.k === 'prop' ? p.key : '')).join() : '';
      if (CALLED_OFF.test(name)) calledOff = true;
    });
  const { about, answer } = trailOf([recv?.answer === undefined ? undefined : { answer: recv.answer }, ...vals]);
  // What is done with an answer that has come asks for nothing new.
  if (answer?.awaited === true) return { answer };
  const own: Answer = { about: about ?? NONE, cells: [...cells.values()], ...(calledOff ? { calledOff } : {}) };
  return { answer: answer === undefined ? own : both(own, answer) };
}

/** What an await gives: the answer is there. */
export function settled(val: Val): Val {
  const answer = val.answer === undefined ? undefined : { ...val.answer, awaited: true };
  const props = val.props === undefined ? undefined : new Map([...val.props].map(([k, v]) => [k, settled(v)] as const));
  if (answer === undefined && props === undefined) return val;
  return { ...val, ...(answer === undefined ? {} : { answer }), ...(props === undefined ? {} : { props }) };
}

/** A part of what the value holds comes from that part of what it comes from: `event.uri` is not `event.text`. */
export function partTrail(whole: Trail, key: string): Trail {
  const { about, answer } = whole;
  if (about === undefined) return whole;
  const parts = new Set([...about].map((x) => (x.split('.').length > MAX_PARTS ? x : `${x}.${key}`)));
  return { about: parts, ...(answer === undefined ? {} : { answer }) };
}

/** Whether both speak of the same thing, or one of a part of it. */
export function aboutSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const x of a) for (const y of b) if (x === y || x.startsWith(`${y}.`) || y.startsWith(`${x}.`)) return true;
  return false;
}

/** The value with what else it comes from. */
export function following(val: Val, ...more: readonly (Trail | undefined)[]): Val {
  const trail = trailOf([val, ...more]);
  return trail.about === val.about && trail.answer === val.answer ? val : { ...val, ...trail };
}

/** What a call computes comes from what its arguments are made of, but not from the answers in them. */
export function carriedBy({ about }: Val): Trail {
  return about === undefined ? NOTHING : { about };
}
