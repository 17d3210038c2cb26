/**
 * The abstract interpreter's frame of reference: what it runs on, what it records, and its limits. One
 * machine serves one root function, which it runs once, with small callees inlined, so that facts
 * flow through helpers and lock wrappers without a summary language of their own.
 */
import type { FileFacts, FunctionFacts, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { isLockDecorator } from '../../knowledge/locks.ts';
import { factsOf, fnKey, fnOf, place, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { decoratorName } from '../walk.ts';
import type { Path } from './cells.ts';
import { suspend as crossFacts } from './crossings.ts';
import { traceKey } from './joins.ts';
import type { Owners } from './owners.ts';
import { clone, type Held, type Polarity, type Side, type State } from './state.ts';
import type { CallSite, Crossing, FnValue, Literal, Val } from './values.ts';

/** Expressions evaluated in inlined callees per root; beyond it calls are unknown. */
const INLINE_BUDGET = 2500;
const MAX_DEPTH = 7;
/** More than any root can use: ids of the roots are apart. */
const IDS_PER_ROOT = 2 ** 20;

/** Code whose activations run side by side because of where it stands: an element of Promise.all, a loop of un-awaited calls. */
export interface Region {
  readonly id: number;
  /** Index of the element, '*' when one piece of code runs for every element. */
  readonly element: string;
  readonly what: string;
  readonly at: Place;
  /** Locks held when the region began are shared by all of it. */
  readonly locks: readonly number[];
  /** The callback that runs for each element: cells named by its parameters differ between siblings. */
  readonly callback?: FnRef;
}

export interface Jump {
  readonly label: string | undefined;
  readonly isLoop: boolean;
  readonly breaks: State[];
  readonly continues: State[];
}

export interface Frame {
  readonly ref: FnRef;
  readonly fn: FunctionFacts;
  readonly facts: FileFacts;
  readonly self: Path | undefined;
  /** What the function returns is awaited (or returned) by its caller. */
  readonly awaited: boolean;
  readonly depth: number;
  readonly returns: { readonly state: State; readonly val: Val }[];
  readonly jumps: Jump[];
  readonly tries: State[][];
}

export type AccessKind =
  /** A new value. */
  | 'set'
  /** Emptied: null, [], clear(). */
  | 'reset'
  /** Something added to a collection. */
  | 'add'
  | 'take'
  /** Something in the middle was taken out or put in: what comes after it has another place. */
  | 'move'
  /** What it holds was closed, called off or cleared. */
  | 'release';

/** What a flag or state has to be for something to happen. */
export interface Switch {
  readonly flag: string;
  readonly is: 'truthy' | { readonly value: string | number | boolean };
  readonly not: boolean;
}

/** What an activation has set a flag or state to. */
export interface Setting {
  readonly flag: string;
  readonly value: string | number | boolean;
}

export interface Access {
  readonly kind: AccessKind;
  readonly cell: Path;
  readonly at: Place;
  readonly in: FnRef;
  readonly root: FnRef;
  readonly locks: readonly Held[];
  readonly literal?: Literal;
  /** The value was computed from the cell itself, in the same job. */
  readonly update: boolean;
  /** The branch tested the cell, or a newer generation, in the same job. */
  readonly guarded: boolean;
  /** The cell was counted up or down. */
  readonly step?: 'up' | 'down';
  /** Flags that must be set (or not) for the access to happen at all. */
  readonly when: readonly Switch[];
  readonly region?: Region;
}

export type Shape =
  | 'guard-set'
  | 'write-back'
  | 'stale-act'
  | 'clobber'
  | 'drain-reset'
  | 'waited-once'
  /** A limit asked for before the await and used up after it: everybody who asked meanwhile passes, too. */
  | 'overrun'
  /** A place in a list found before the await and used to remove after it: what is there now may be another. */
  | 'moved-index'
  /** The same, used to write: who takes something out meanwhile puts another there. */
  | 'moved-place'
  /** The mark that there is work to do is taken back after the await, with what others have marked meanwhile. */
  | 'wiped'
  /** A list gone through with awaits in between: who takes something out meanwhile makes the loop skip the next. */
  | 'skips'
  | 'peek-take'
  /** Released, awaited, replaced: two activations release one and make two. */
  | 'replace'
  /** Others find the cell full before the await that makes it ready. */
  | 'half-ready'
  /** Emptied, awaited, filled: two activations fill one list. */
  | 'refill'
  /** What a constructor, or a promise that nobody waits for, stores late, over what was set meanwhile. */
  | 'overtaken'
  /** Found there, awaited, used and emptied: the second finds nothing and fails. */
  | 'gone'
  /** Found there, awaited and used, whoever has emptied it meanwhile: the use fails. */
  | 'vanished'
  /** Read before the await and emptied after it, with what others have put there meanwhile. */
  | 'take-reset'
  /** Said to be alive after the await, whoever has ended it meanwhile. */
  | 'revive'
  /** A timer armed again after the await, though somebody cleared the old one. */
  | 'rearm'
  /** What has to be closed comes after the await, though somebody has closed everything for good meanwhile. */
  | 'late-resource'
  /** This call's own data, put into a shared cell and read back from it after the await. */
  | 'read-back'
  /** What was asked for is noted before the await, the answer after it: two activations leave one's question, the other's answer. */
  | 'mixed'
  /** The answer to what an event asked for; a later event may have got its own first. */
  | 'late-answer'
  /** The answer to a question about what the cell held before the await, which others have replaced, with all that belongs to it. */
  | 'outdated'
  /** What settles the promise of a call that still waits is replaced by the next call's. */
  | 'waiter';

export interface Candidate {
  readonly shape: Shape;
  readonly cell: Path;
  /** The read or check that goes stale. */
  readonly fact: { readonly at: Place; readonly text: string };
  readonly crossing: Crossing;
  readonly sink: { readonly at: Place; readonly text: string };
  /** For `stale-act`: the cell whose check went stale. */
  readonly guardCell?: Path;
  /** Flags that the activation has set before the await and not changed since. */
  readonly sets: readonly Setting[];
  /** For `stale-act`: the value that the check relies on. */
  readonly expected?: Literal;
  /** For `stale-act`: the activation set the cell itself. */
  readonly own?: boolean;
  readonly polarity?: Polarity;
  /** What the check found too little of. */
  readonly side?: Side;
  readonly literal?: Literal;
  /** Locks held without a break from the check to the write. */
  readonly through: readonly Held[];
  readonly locks: readonly Held[];
  readonly in: FnRef;
  readonly root: FnRef;
  readonly region?: Region;
  /** The calls that lead from the root to the function with the write. */
  readonly via: readonly CallSite[];
  /** For `waiter`: what was tested in the same job, and where what is kept is used to settle. */
  readonly tested?: readonly Path[];
  readonly settledAt?: Place;
  /** For `rearm`: no timer, but what undoes something that has been set up. */
  readonly undoing?: boolean;
  /** For `guard-set`: what the check asks for changes elsewhere, and later than the work it guards. */
  readonly marked?: { readonly cell: Path; readonly at: Place; readonly counted?: boolean };
  /** The call that leads to the write from the function in which a record was read, through helpers on both ways. */
  readonly shown?: CallSite;
}

/** A promise under construction: what settles it runs later, and is still the work of this activation. */
export interface Executor {
  readonly file: string;
  /** Bindings of `resolve` and `reject`. */
  readonly settlers: ReadonlySet<number>;
  readonly later: FnValue[];
}

export interface CallRecord {
  readonly callee: FnRef;
  readonly in: FnRef;
  readonly root: FnRef;
  readonly at: Place;
  readonly locks: readonly Held[];
}

export interface Floating {
  readonly at: Place;
  readonly in: FnRef;
  readonly root: FnRef;
  readonly text: string;
  readonly lock: string;
  /** Cells the section touches. */
  readonly touches: readonly Path[];
  /** First access of one of them after the section was started. */
  readonly used?: { readonly at: Place; readonly cell: Path };
}

export interface Events {
  readonly accesses: Access[];
  readonly candidates: Candidate[];
  readonly calls: CallRecord[];
  readonly floating: Floating[];
}

export class Machine {
  readonly events: Events = { accesses: [], candidates: [], calls: [], floating: [] };
  /** Collections whose elements are looked up by key somewhere: `inFlight.get(key)`. */
  readonly lookups = new Set<string>();
  /** What each look for a record of a store asked for, by its cell. */
  readonly finds = new Map<string, ReadonlySet<string>>();
  /** Cells that have been looked at on the way. */
  readonly seen = new Set<string>();
  /** Cells whose value an await waited for, by the place of the await. */
  readonly awaited = new Map<string, ReadonlySet<string>>();
  budget = INLINE_BUDGET;
  region: Region | undefined;
  private consumed: ReadonlySet<string> = new Set();
  private readonly stack: string[] = [];
  private nextId: number;
  /** Collectors of the states at the first await of un-awaited calls. */
  private readonly detached: { readonly epoch: number; readonly states: State[] }[] = [];
  readonly executors: Executor[] = [];
  /** The calls that are being run in place, outermost first. */
  readonly sites: CallSite[] = [];
  /** How many dropped promises the present code follows. */
  tailDepth = 0;
  /** Watchers of cells touched, for sections started but not awaited. */
  readonly watchers: ((path: Path, at: Place) => void)[] = [];

  constructor(
    readonly program: Program,
    readonly resolver: Resolver,
    readonly owners: Owners,
    readonly root: FnRef,
  ) {
    this.stack.push(fnKey(root));
    // What two roots number must not be taken for the same.
    this.nextId = hash(fnKey(root)) * IDS_PER_ROOT;
  }

  id(): number {
    return this.nextId++;
  }

  frame(ref: FnRef, self: Path | undefined, awaited: boolean, depth: number): Frame {
    return {
      ref,
      fn: fnOf(this.program, ref),
      facts: factsOf(this.program, ref.file),
      self,
      awaited,
      depth,
      returns: [],
      jumps: [],
      tries: [],
    };
  }

  /** Whether a callee can be run in place. */
  mayInline(ref: FnRef, depth: number, withCallback = false): boolean {
    return (
      depth < MAX_DEPTH && this.budget > 0 && this.stack.filter((k) => k === fnKey(ref)).length < (withCallback ? 2 : 1)
    );
  }

  /** `for await (const x of rows())`: the generator's body runs as the rounds of the loop ask for it. */
  consume<T>(generators: readonly FnRef[], run: () => T): T {
    const before = this.consumed;
    this.consumed = new Set(generators.map(fnKey));
    const result = run();
    this.consumed = before;
    return result;
  }

  isConsumed(ref: FnRef): boolean {
    return this.consumed.has(fnKey(ref));
  }

  enter(ref: FnRef): void {
    this.stack.push(fnKey(ref));
  }

  leave(): void {
    this.stack.pop();
  }

  suspend(f: Frame, st: State, at: Span, joins = false): void {
    if (st.dead) return;
    this.runTails(st);
    const top = this.detached[this.detached.length - 1];
    if (top !== undefined && st.epoch === top.epoch) top.states.push(clone(st));
    crossFacts(st, place(f.ref.file, at), joins);
    for (const collector of f.tries) collector.push(clone(st));
  }

  /** The job is over: what was to follow the promises that it started goes its own way from here. */
  runTails(st: State): void {
    const { tails } = st;
    if (tails.length === 0 || st.dead) return;
    st.tails = [];
    for (const tail of tails) {
      const inner = clone(st);
      const { strangers } = tail;
      if (strangers !== undefined) inner.traces = inner.traces.filter((t) => !strangers.has(traceKey(t)));
      this.detached.push({ epoch: -1, states: [] });
      this.tailDepth += 1;
      tail.run(inner);
      this.tailDepth -= 1;
      this.runTails(inner);
      this.detached.pop();
    }
  }

  /** Runs code that nobody waits for; gives the states in which its starter goes on. */
  detach(st: State, run: (inner: State) => void, unstored?: Frame): readonly State[] {
    const inner = clone(st);
    for (const solo of this.soloLocks(st, unstored)) inner.locks = [...inner.locks, solo];
    const collector = { epoch: st.epoch, states: [] as State[] };
    this.detached.push(collector);
    inner.tails = [];
    run(inner);
    if (inner.epoch !== st.epoch) this.runTails(inner);
    this.detached.pop();
    if (inner.epoch === st.epoch && !inner.dead) collector.states.push(inner);
    const before = new Set(st.locks.map((l) => l.id));
    for (const s of collector.states) s.locks = s.locks.filter((l) => before.has(l.id) || l.solo !== true);
    return collector.states;
  }

  /**
   * What is started where a cell was just found empty is (as a rule) put into that cell in the same job:
   * `if (!this.opening) this.opening = this.open()`. It runs once at a time. That is not said of what the function
   * `unstored` tested, when it waits for what it starts or returns it.
   */
  soloLocks(st: State, unstored?: Frame): readonly Held[] {
    const own = (at: Place): boolean =>
      unstored !== undefined &&
      at.file === unstored.ref.file &&
      at.start >= unstored.fn.at[0] &&
      at.end <= unstored.fn.at[1];
    return st.guards
      .filter((g) => g.crossed === undefined && g.polarity === 'absent' && !own(g.at))
      .map((g) => ({
        id: this.id(),
        key: `flag:${g.cell.canon}`,
        show: g.cell.show,
        flag: g.cell.canon,
        solo: true,
        epoch: st.epoch,
        at: g.at,
      }));
  }

  place(f: Frame, at: Span): Place {
    return place(f.ref.file, at);
  }

  hold(st: State, held: Omit<Held, 'id' | 'epoch'>): number {
    const id = this.id();
    st.locks = [...st.locks, { ...held, id, epoch: st.epoch }];
    return id;
  }

  /** `@synchronized`: the whole activation holds its object's lock. Gives the id of what is held then. */
  synchronise(f: Frame, st: State): number | undefined {
    const decorated = f.fn.decorators.some((d) => isLockDecorator(decoratorName(f.facts, d)));
    if (!decorated) return undefined;
    const { key, show } = f.self ?? { key: 'this', show: 'this' };
    return this.hold(st, { key: `synchronized:${key}`, show: `the lock of ${show}`, at: this.place(f, f.fn.nameAt) });
  }
}

/** FNV-1a: 32 bits that depend on all of the text. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
