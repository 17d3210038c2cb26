/**
 * What a rule says: plain, serialisable data. Every consumer (editor, command line, SARIF, lab)
 * renders the same finding; none of them adds meaning of its own.
 */
import type { RuleId, Severity } from './catalogue.ts';

/** A range of characters in one file; offsets are UTF-16 code units, end exclusive. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** One party of a schedule: an agent (thread) or an activation (one run of an async function). */
export interface Participant {
  readonly id: string;
  /** As a person would call it: `worker shard.ts (2nd instance)`, `request handler, first call`. */
  readonly name: string;
}

/** One step of the interleaving that goes wrong, in time order over all participants. */
export interface ScheduleStep {
  readonly participant: string;
  readonly at: Place;
  /** What happens here, a clause without a full stop: `reads total (= 5)`, `waits for orders`. */
  readonly text: string;
  /** Names of the locks the participant holds at this step. */
  readonly holds?: readonly string[];
}

export interface Schedule {
  readonly participants: readonly Participant[];
  readonly steps: readonly ScheduleStep[];
}

/**
 * What could repair a finding, as data: `fixes/` turns it into text edits when somebody asks.
 * A rule only offers what keeps the program's meaning apart from the defect.
 */
export type FixPlan =
  /** `view[i] += v` -> `Atomics.add(view, i, v)`; only for integer views. `at` is the update expression. */
  | { readonly kind: 'atomics-update'; readonly at: Place }
  /** A plain read or store of an integer view -> `Atomics.load` / `Atomics.store`. `at` is the element access or the assignment. */
  | { readonly kind: 'atomics-access'; readonly at: Place }
  /** Wrap the statements covering `at` in the lock named by `lock` (an expression valid at that place) of the given style. */
  | { readonly kind: 'wrap-in-lock'; readonly at: Place; readonly lock: LockExpression }
  /** Put `@synchronized` on the method whose name is at `at`. */
  | { readonly kind: 'synchronized-method'; readonly at: Place }
  /** guard-await-set on a field/variable/Map: store the promise before the await. `guard` is the `if`, `assignment` the write after the await. */
  | { readonly kind: 'store-the-promise'; readonly guard: Place; readonly assignment: Place }
  /** `x += await f()` -> `const v = await f(); x += v` (read after the await). `at` is the assignment. */
  | { readonly kind: 'await-first'; readonly at: Place }
  /** Put `await` before the expression at `at`. */
  | { readonly kind: 'insert-await'; readonly at: Place }
  /** Wrap from after the acquire to the release in try/finally. `acquire` is the statement that takes, `release` the statement that gives back. */
  | { readonly kind: 'release-in-finally'; readonly acquire: Place; readonly release: Place }
  /** Replace a sync API by its promise form and await it; only inside an async function. `at` is the call. */
  | { readonly kind: 'use-async-api'; readonly at: Place }
  /** Put the wait at `at` into a loop around its condition. */
  | { readonly kind: 'loop-around-wait'; readonly at: Place }
  /** Wake those who sleep on the cell that the write at `at` changes, right after it. */
  | { readonly kind: 'notify-after-store'; readonly at: Place }
  /** Store the answer at `at` only when no other activation has asked since. */
  | { readonly kind: 'newest-only'; readonly at: Place }
  /** `setCount(count + 1)` -> `setCount((count) => count + 1)`. `at` is what the setter is given, `name` the state. */
  | { readonly kind: 'functional-update'; readonly at: Place; readonly name: string }
  /** Take the count off the `Atomics.notify` at `at`. */
  | { readonly kind: 'notify-all'; readonly at: Place }
  /** Re-check the condition at `condition` right after the await at `await`. */
  | { readonly kind: 'recheck-after-await'; readonly condition: Place; readonly awaitAt: Place };

export type LockExpression =
  /** `await mutex.runExclusive(async () => { ... })` with `text` as the mutex expression. */
  | { readonly style: 'run-exclusive'; readonly text: string }
  /** `mutex.lock(); try { ... } finally { mutex.unlock(); }` with the given method names. */
  | { readonly style: 'lock-unlock'; readonly text: string; readonly lock: string; readonly unlock: string }
  /** No lock is there yet: create one (async-mutex if the project depends on it, else our own file). */
  | { readonly style: 'new-lock'; readonly sharedMemory: boolean };

export interface Related {
  readonly at: Place;
  readonly text: string;
}

export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** The one place where the defect is shown. */
  readonly at: Place;
  /** One self-contained sentence: what goes wrong and for whom. */
  readonly message: string;
  /** Why the tool believes that two parties can run at once: `request handler`, `Promise.all on line 12`, `worker started twice on line 8`. */
  readonly signal: string;
  readonly schedule: Schedule;
  readonly related: readonly Related[];
  readonly fixes: readonly FixPlan[];
  /**
   * What stays the same when lines move: rule, names of the enclosing functions, names of the
   * shared state and locks. Hashed for SARIF `partialFingerprints` and for suppression baselines.
   */
  readonly identity: readonly string[];
}

/** An annotation that the code already keeps, to be written at a declaration. */
export interface AnnotationOffer {
  /** The declared name, or the whole declaration of a field. */
  readonly at: Place;
  readonly what: string;
  readonly tag: 'guardedBy' | 'requiresLock';
  /** The lock as annotations name it. */
  readonly lock: string;
}

/** Something the analysis could not do, said once and plainly; never an exception. */
export interface Note {
  readonly file: string | undefined;
  readonly at: Place | undefined;
  readonly kind: 'parse-error' | 'unresolved-import' | 'too-large' | 'config' | 'unreadable' | 'budget' | 'internal';
  readonly message: string;
}

export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A repair ready to apply: edits of existing files and whole new files. */
export interface Fix {
  readonly title: string;
  readonly rule: RuleId;
  readonly edits: readonly TextEdit[];
  readonly newFiles: readonly { readonly file: string; readonly text: string }[];
  readonly preferred: boolean;
}
