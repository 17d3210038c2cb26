/** What all runs of one program learn together: which cells are locks, which functions are part of one, who slept. */
import type { Place } from '../../findings/finding.ts';
import type { Agent, Blocked } from './agent.ts';
import type { Needs } from './drive/arguments.ts';
import type { BufferObj, ViewKind } from './memory.ts';
import type { Access } from './shadow.ts';
import { CellBook, type Token } from './tokens.ts';
import type { Act, Value } from './values.ts';

/** What all runs of one program learn together. */
export interface Knowledge {
  readonly book: CellBook;
  /** How often each branch of an undecided condition was taken; key `file:offset:branch`. */
  readonly coverage: Map<string, number>;
  /** Functions that returned while a lock taken inside was held. */
  readonly acquirers: Set<string>;
  /** Functions that give back a lock that was taken outside of them. */
  readonly releasers: Set<string>;
  /** Functions that gave back a lock its own agent held. */
  readonly ownReleases: Set<string>;
  /** Functions that were called and gave back all by themselves what they had taken. */
  readonly balanced: Set<string>;
  /** Where a lock was last given back by who held it; by its cell. */
  readonly releases: Map<string, { readonly site: Place; readonly act: Act }>;
  /** Functions that run a function given to them while they hold a lock. */
  readonly wrappers: Set<string>;
  /** Functions that take a lock and touch other shared memory while they hold it: users of locks, not locks. */
  readonly users: Set<string>;
  readonly transferred: Map<string, UseAfterTransfer>;
  readonly waits: Map<string, WaitSite>;
  readonly missed: Map<string, MissedWakeup>;
  readonly orders: Map<string, LockOrder>;
  readonly launched: Map<string, Launch>;
  /** What calls of a library from outside must give, by function. */
  readonly needs: Map<string, Needs>;
}

export function newKnowledge(): Knowledge {
  return {
    book: new CellBook(),
    coverage: new Map(),
    acquirers: new Set(),
    releasers: new Set(),
    ownReleases: new Set(),
    balanced: new Set(),
    releases: new Map(),
    wrappers: new Set(),
    users: new Set(),
    transferred: new Map(),
    waits: new Map(),
    missed: new Map(),
    orders: new Map(),
    launched: new Map(),
    needs: new Map(),
  };
}

/** A lock given back by an agent that did not hold it. */
export interface ForeignRelease {
  readonly site: Place;
  readonly act: Act;
  readonly holder: Token;
  readonly cell: string;
}

export interface UseAfterTransfer {
  readonly use: Place;
  readonly transfer: Place;
  readonly act: Act;
  readonly what: string;
  readonly agent: Agent;
}

/** A sleeper that woke up and acted on a state that still said "wait". */
export interface WaitSite {
  readonly site: Place;
  readonly act: Act;
  readonly agent: Agent;
  readonly cell: string;
  /** What it did without looking again. */
  readonly acted: Access;
  readonly guard: Guard;
}

/** A sleep that lasted its full time although it had been notified: too early, and without a change to see. */
export interface MissedWakeup {
  readonly agent: Agent;
  readonly blocked: Blocked;
  readonly cell: string;
  readonly notify: { readonly site: Place; readonly act: Act; readonly seq: number };
}

/** A read that decided that its agent goes to sleep. */
export interface Guard {
  readonly buffer: BufferObj;
  readonly start: number;
  readonly end: number;
  readonly view: ViewKind;
  readonly value: Value;
  readonly site: Place;
}

/** An agent that was woken and has not looked again yet at what made it wait. */
export interface Woken {
  readonly site: Place;
  readonly act: Act;
  readonly buffer: BufferObj;
  readonly offset: number;
  readonly guards: readonly { readonly guard: Guard; stale: boolean }[];
  left: number;
}

export interface LockOrder {
  readonly outer: Token;
  readonly inner: Token;
  readonly agent: Agent;
  readonly gates: readonly string[];
}

export interface Launch {
  readonly entry: string;
  readonly at: Place;
  count: number;
}
