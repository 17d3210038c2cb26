/**
 * What is known at one point of one activation. Facts say "established in this job" until an await passes over them;
 * then they carry the crossing (`crossings.ts`). Where paths meet, see `joins.ts`.
 */
import type { Place } from '../../findings/finding.ts';
import type { FnRef } from '../program.ts';
import type { Path } from './cells.ts';
import { Locals } from './locals.ts';
import type { Crossing, Literal, Val } from './values.ts';

/** What the guard found the cell to be on this branch. */
export type Polarity = 'absent' | 'present' | 'less' | 'more' | 'eq' | 'ne' | 'other';

/** On which side of a limit a comparison found the cell: below its ceiling, above its floor, or with nothing in it. */
export type Side = 'below' | 'above' | 'empty';

/** A condition on a cell that decided to come here. */
export interface Guard {
  readonly cell: Path;
  /** The test. */
  readonly at: Place;
  readonly text: string;
  readonly polarity: Polarity;
  readonly side?: Side;
  readonly value?: Literal;
  readonly crossed?: Crossing;
}

/** A collection's contents were handed out or walked through. */
export interface ReadFact {
  readonly cell: Path;
  readonly at: Place;
  readonly crossed?: Crossing;
}

/** The activation's own last write of a cell. */
export interface WriteFact {
  readonly cell: Path;
  readonly at: Place;
  readonly literal?: Literal;
  readonly text: string;
  /** A promise was put there. */
  readonly pending?: boolean;
  /** The cell was found empty in the same job. */
  readonly claimed?: boolean;
  /** Parameters that the value was made from. */
  readonly about?: ReadonlySet<string>;
  readonly crossed?: Crossing;
}

export interface Held {
  readonly id: number;
  readonly key: string;
  readonly show: string;
  /** A flag or stored promise that admits one activation at a time; only code that tests it keeps out. */
  readonly flag?: string;
  /** Held by the activation that started this one: keeps others out, not siblings. */
  readonly outer?: boolean;
  /** Assumed for the start of something that is stored under a guard; ends with it. */
  readonly solo?: boolean;
  /** The function whose every call makes a lock of its own. */
  readonly maker?: FnRef;
  /** Protects an activation of the same async context from itself too: siblings get in. */
  readonly reentrant?: boolean;
  /** The same lock as other paths that came here took it. */
  readonly twins?: readonly number[];
  /** How many awaits lay behind when it was taken. */
  readonly epoch: number;
  /** Some paths came here without it, and without an await since: it protects what was crossed with it, nothing later. */
  readonly partial?: boolean;
  readonly at: Place;
}

/** `if (this.lock) await this.lock;`: the wait is over, but somebody else may have come first. */
export interface Waited {
  readonly cell: Path;
  readonly guardAt: Place;
  readonly at: Place;
  readonly text: string;
  /** The test asked whether enough was left; on this side of the limit it was not. */
  readonly side?: Side;
}

/** What the activation did to a cell that goes wrong when somebody else comes in between. */
export interface Trace {
  /**
   * `released`: what the cell held was closed or called off, to be replaced. `made`: the cell was found empty and
   * filled in one job, and is made ready only afterwards. `used`: found there before the await, used after it
   * without another look. `emptied`: the same, but taken out before it is used. `given`: what belongs to this call alone
   * was put there. `decided`: found not done, and the work was waited for without a mark that it is under way.
   */
  readonly kind: 'released' | 'made' | 'used' | 'emptied' | 'given' | 'decided';
  readonly cell: Path;
  readonly at: Place;
  readonly text: string;
  /** For `made`: the test, and whether the cell holds an object (or just says that the work is done). */
  readonly guard?: { readonly at: Place; readonly text: string };
  readonly object?: boolean;
  /** For `made`: paths that found the cell full have joined. */
  readonly joined?: boolean;
  /** For `decided`: what the work has put where others find it. */
  readonly made?: WriteFact;
  readonly crossed?: Crossing;
}

/** What follows a promise that nobody waits for: `load().then(store)`. It runs after the present job. */
export interface Tail {
  readonly id: string;
  /** Traces of paths that did not start it, by their places. */
  readonly strangers?: ReadonlySet<string>;
  readonly run: (s: State) => void;
}

export interface State {
  dead: boolean;
  tails: readonly Tail[];
  traces: readonly Trace[];
  /** Shared between copies of the state until one of them writes (see `setLocal`). */
  locals: Locals;
  ownsLocals: boolean;
  guards: readonly Guard[];
  reads: ReadonlyMap<string, ReadFact>;
  writes: ReadonlyMap<string, WriteFact>;
  locks: readonly Held[];
  waited: readonly Waited[];
  /** Flags given back in this job: nobody can have taken them before the next await. */
  released: readonly Held[];
  /** Awaits passed since the activation began: 0 is the job of its caller. */
  suspended: boolean;
  /** Counts awaits; differs before and after an expression that awaited. */
  epoch: number;
  lastCrossing?: Crossing;
  /** A liveness test (aborted, disposed, closed, generation) was passed since the last await. */
  live: boolean;
  /** Something shared was tested since the last await. */
  looked: boolean;
}

export function emptyState(): State {
  return {
    dead: false,
    tails: [],
    traces: [],
    locals: Locals.empty(),
    ownsLocals: true,
    guards: [],
    reads: new Map(),
    writes: new Map(),
    locks: [],
    waited: [],
    released: [],
    suspended: false,
    epoch: 0,
    live: false,
    looked: false,
  };
}

export function clone(s: State): State {
  s.ownsLocals = false;
  return { ...s };
}

export function setLocal(s: State, key: string, val: Val): void {
  if (!s.ownsLocals) {
    s.locals = s.locals.fork();
    s.ownsLocals = true;
  }
  s.locals.set(key, val);
}

export function replace(target: State, source: State): void {
  target.dead = source.dead;
  target.tails = source.tails;
  target.traces = source.traces;
  target.locals = source.locals;
  source.ownsLocals = false;
  target.ownsLocals = false;
  target.guards = source.guards;
  target.reads = source.reads;
  target.writes = source.writes;
  target.locks = source.locks;
  target.waited = source.waited;
  target.released = source.released;
  target.suspended = source.suspended;
  target.live = source.live;
  target.looked = source.looked;
  target.epoch = source.epoch;
  if (source.lastCrossing !== undefined) target.lastCrossing = source.lastCrossing;
  else delete target.lastCrossing;
}

/** Another thing goes by that name from here on: what is known of some cells is not about it. */
export function forget(s: State, about: (cell: Path) => boolean): void {
  s.guards = s.guards.filter((g) => !about(g.cell));
  s.traces = s.traces.filter((t) => !about(t.cell));
  s.waited = s.waited.filter((w) => !about(w.cell));
  s.reads = new Map([...s.reads].filter(([, r]) => !about(r.cell)));
  s.writes = new Map([...s.writes].filter(([, w]) => !about(w.cell)));
}
