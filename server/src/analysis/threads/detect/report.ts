/** What the detectors say, before anybody words it: plain data that points into the traces of the runs. */
import type { RuleId } from '../../../findings/catalogue.ts';
import type { Place } from '../../../findings/finding.ts';
import type { Agent, Blocked } from '../agent.ts';
import type { Request } from '../natives/web-locks.ts';
import type { Access, Torn } from '../shadow.ts';
import type { Token } from '../tokens.ts';
import type { Act } from '../values.ts';
import type { ForeignRelease, UseAfterTransfer, WaitSite } from '../knowledge.ts';

/** Why two accesses are believed to be a defect of the one that is reported. */
export type RaceKind =
  /** Nobody holds a lock. */
  | 'none'
  /** The other side holds a lock, this one does not. */
  | 'bare'
  /** Both hold a lock, but not the same. */
  | 'different'
  /** Both hold the same lock, on the side that lets several in. */
  | 'shared-side'
  /** One side is atomic. */
  | 'mixed'
  /** Both are atomic, on ranges that overlap without being equal. */
  | 'width';

export interface RaceReport {
  readonly k: 'race';
  readonly rule: RuleId;
  readonly kind: RaceKind;
  readonly at: Access;
  readonly other: Access;
  /** More places of the same defect. */
  readonly more: readonly Access[];
  /** Locks that count, by side. */
  readonly held: readonly Token[];
  readonly otherHeld: readonly Token[];
  /** The lock of the other side, where this place never holds it. */
  readonly missing: Token | undefined;
  /** Guard that an annotation promises. */
  readonly guard: string | undefined;
}

export interface TornReport {
  readonly k: 'torn';
  readonly torn: Torn;
}

/** A lock given back by an agent that did not hold it, and the race that follows. */
export interface ForeignReport {
  readonly k: 'foreign';
  readonly release: ForeignRelease;
  readonly victim: Access;
  readonly other: Access;
}

export interface TransferReport {
  readonly k: 'transfer';
  readonly use: UseAfterTransfer;
}

export interface RecheckReport {
  readonly k: 'recheck';
  readonly wait: WaitSite;
}

/** One agent of a stuck state: what it waits for and what it holds. */
export interface Waiter {
  readonly agent: Agent;
  readonly blocked: Blocked;
  readonly held: readonly Token[];
}

export interface CycleReport {
  readonly k: 'cycle';
  /** Each waits for a lock that the next one holds. */
  readonly members: readonly (Waiter & { readonly wants: Token })[];
}

/** Named locks: each waits, below the lock it holds, for the one that the next one holds. */
export interface NamedCycleReport {
  readonly k: 'named-cycle';
  readonly members: readonly { readonly holds: Request; readonly wants: Request }[];
}

export interface SelfReport {
  readonly k: 'self';
  readonly waiter: Waiter;
  readonly token: Token;
}

export interface UnreleasedReport {
  readonly k: 'unreleased';
  readonly token: Token;
  readonly waiter: Waiter;
  readonly why: 'ended' | 'threw' | 'left' | 'again';
}

export interface LostWakeupReport {
  readonly k: 'lost-wakeup';
  readonly waiter: Waiter;
  /** The change that nobody announced (or that was announced too early). */
  readonly write: Access | undefined;
  readonly notify: { readonly site: Place; readonly act: Act; readonly seq: number } | undefined;
  /** The thread that would have changed the cell, and has ended. */
  readonly ended?: Agent;
}

/** Asleep, and nobody is left who could change or announce anything. */
export interface UnwokenReport {
  readonly k: 'unwoken';
  readonly waiter: Waiter;
  /** The last change of the cell. */
  readonly last: Access | undefined;
}

/** Two agents that each await a message of the other. */
export interface SilenceReport {
  readonly k: 'silence';
  readonly members: readonly [Awaiting, Awaiting];
}

export interface Awaiting {
  readonly agent: Agent;
  readonly at: Place;
  /** Where it would send what the other one waits for. */
  readonly sends: Place;
}

export interface EventLoopReport {
  readonly k: 'event-loop';
  readonly waiter: Waiter;
  /** What its own loop would have to run. */
  readonly pending: string;
  readonly deliverer: Access | undefined;
}

export interface WaitCycleReport {
  readonly k: 'wait-cycle';
  readonly waiter: Waiter;
  /** The agent that would deliver, and what keeps it. */
  readonly other: Agent;
  /** It holds the lock and awaits something; both hold a permit and want another; it waits for what comes after. */
  readonly because: 'holds' | 'permits' | 'after';
  readonly at: Place | undefined;
  /** Where the wait stands in the code that holds the lock; by default where it is made. */
  readonly from: Place | undefined;
  /** The lock that the other one wants from this one. */
  readonly wants?: { readonly token: Token; readonly blocked: Blocked };
}

export interface AnnotationReport {
  readonly k: 'annotation';
  readonly at: Place;
  readonly tag: string;
  readonly name: string;
  readonly owner: string;
}

/** What a state says in which nothing can happen any more. */
export type StuckReport =
  | CycleReport
  | NamedCycleReport
  | SelfReport
  | UnreleasedReport
  | LostWakeupReport
  | UnwokenReport
  | SilenceReport
  | EventLoopReport
  | WaitCycleReport;

export type Report =
  RaceReport | TornReport | ForeignReport | TransferReport | RecheckReport | StuckReport | AnnotationReport;
