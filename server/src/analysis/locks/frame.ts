/** What one abstract run of a function carries: its paths (which locks are held on each) and what it gathers. */
import type { BindingId } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import type { FnRef } from '../program.ts';
import type { Hold, LockEvent, Path, Val } from './domain.ts';
import type { Interpreter, Notes } from './interp.ts';

export interface State {
  held: Hold[];
  env: Map<BindingId, Val>;
  assume: Map<string, boolean>;
  /** Fresh objects that nobody else can see yet, by variable. */
  fresh: Set<BindingId>;
  /** Which way this path has taken at the branches it is in now, outermost first. */
  branches: readonly string[];
  /** Locks that this path has given back by their own method, with the branches it was in then. */
  given: Map<string, { readonly hold: Hold; readonly at: Place; readonly branches: readonly string[] }>;
  /** Acquisitions of callers that this path has ended, by a release that it was handed. */
  ended: ReadonlySet<number>;
  /** An await lies behind it. */
  suspended: boolean;
}

/** A path that an exception ends, or a consumer that stops asking a generator for more. */
export interface Thrown {
  readonly st: State;
  readonly at: Place;
  readonly stops?: true;
}

export interface Flow {
  next: State[];
  returned: { st: State; val: Val; at: Place }[];
  thrown: Thrown[];
  broken: State[];
  continued: State[];
}

/** One run of one function: what it gathers. Its rooms are the functions of the neighbouring files. */
export interface Frame {
  readonly it: Interpreter;
  readonly ref: FnRef;
  readonly file: string;
  /** The state around a closure that is run where it stands. */
  readonly outer: State | undefined;
  readonly depth: number;
  /** The function whose summary this is part of: its parameters are the symbolic ones. */
  readonly root: FnRef;
  readonly events: LockEvent[];
  readonly keys: Set<string>;
  /** How many of the events are accesses. */
  touches: number;
  /** Paths that an exception takes out of the part that is being run. */
  thrown: Thrown[];
  readonly freed: (number | Path)[];
  readonly releases: Map<number, Place>;
  /** Shared by a function and the closures that are run in it. */
  readonly notes: Notes;
}

export function newFrame(
  it: Interpreter,
  ref: FnRef,
  outer: State | undefined,
  depth: number,
  notes: Notes,
  root: FnRef = ref,
): Frame {
  return {
    it,
    ref,
    file: ref.file,
    outer,
    depth,
    root,
    events: [],
    keys: new Set(),
    touches: 0,
    thrown: [],
    freed: [],
    releases: new Map(),
    notes,
  };
}

const MAX_STATES = 6;
export const MAX_EVENTS = 80;
/** Accesses are told apart from what can wait, so that neither takes the other's room. */
export const MAX_TOUCHES = 400;
export const MAX_INLINE = 8;

export const nothing = (): Flow => ({ next: [], returned: [], thrown: [], broken: [], continued: [] });

export const clone = (st: State): State => ({
  held: [...st.held],
  env: new Map(st.env),
  assume: new Map(st.assume),
  fresh: new Set(st.fresh),
  branches: st.branches,
  given: new Map(st.given),
  ended: st.ended,
  suspended: st.suspended,
});

/** One arm of a branch, as `State.branches` names it. */
export const arm = (branch: readonly [number, number], which: number | boolean | 'after'): string =>
  `${branch[0]}:${String(which)}`;

/** Whether two moments lie on different arms of one branch: no path passes both. */
export function eitherOr(a: readonly string[], b: readonly string[]): boolean {
  const branchOf = (way: string): string => way.slice(0, way.indexOf(':'));
  return a.some((way) => b.some((other) => way !== other && branchOf(way) === branchOf(other)));
}

/** Keeps paths apart only as long as they differ in what is held. */
export function merge(states: State[]): State[] {
  const seen = new Map<string, State>();
  for (const st of states) {
    const key =
      st.held.map((h) => `${h.token}${h.moved ? 'm' : ''}`).join() +
      '|' +
      [...st.env]
        .filter(([, v]) => v.k === 'release' || v.k === 'undefined')
        .map(([b, v]) => `${b}${v.k}`)
        .join() +
      `|${[...st.ended].join()}|` +
      (st.held.length > 0 ? [...st.assume].map(([k, v]) => `${k}${String(v)}`).join() : '');
    if (!seen.has(key)) seen.set(key, st);
  }
  return [...seen.values()].slice(0, MAX_STATES);
}

/** The state in which a function starts: nothing held, nothing known. */
export const initial = (): State => ({
  held: [],
  env: new Map(),
  assume: new Map(),
  fresh: new Set(),
  branches: [],
  given: new Map(),
  ended: new Set(),
  suspended: false,
});
