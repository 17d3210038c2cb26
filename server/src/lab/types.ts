/**
 * The plain data that crosses the lab's border: what is asked for, what is said on the way, and what comes
 * back. Everything here survives `structuredClone` and JSON, so that the same values travel to the child
 * processes of the lab, over the language server protocol, and into `bench --format json`.
 *
 * Units: times in a row are seconds (the article's unit); everything named `...Ms`, `...Us`, `...Ns` says its own.
 */

/** How the interpreter lock is passed on. See `policies.ts` for what CPython does in each case. */
export type GilPolicy =
  /** CPython up to 3.1: let go every `ticks` byte codes and at once ask again; no promise that anyone else gets it. */
  | { readonly kind: 'ticks'; readonly ticks: number }
  /** CPython 3.2 and later: a waiter asks for the lock after `ms`, and the holder waits until somebody took it. */
  | { readonly kind: 'interval'; readonly ms: number }
  /** No interpreter lock: `threaded` is then the same as `free_threads`. */
  | { readonly kind: 'none' };

/** The article's three ways to run N calls, and threads without a lock. */
export type Mode = 'non_threaded' | 'threaded' | 'free_threads' | 'processes';

export const MODES: readonly Mode[] = ['non_threaded', 'threaded', 'free_threads', 'processes'];

/** Which function to run: by name (`fib`, `Bank.transfer`, `default`) or the one around an offset of the file. */
export type TargetRef =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'offset'; readonly offset: number };

export interface BenchRequest {
  /** Absolute path of the source file. */
  readonly file: string;
  readonly target: TargetRef;
  /** The file's text when the editor holds a newer one than the disk. */
  readonly text?: string;
  /** Arguments for every call. Without them: `@bench` tag, default values, then constants at call sites. */
  readonly args?: readonly unknown[];
  /** Default 1, 2, 4, 8 (the article's). */
  readonly counts?: readonly number[];
  /** Samples wanted of each row, default 100; fewer are taken when `budgetMs` would be passed. */
  readonly repeat?: number;
  /** Default `interval:5ms`. */
  readonly gil?: GilPolicy;
  /** Default all four. */
  readonly modes?: readonly Mode[];
  /** Wall time for all samples together, default 30 000. */
  readonly budgetMs?: number;
  /** One call may take at most this long before everything is killed, default 10 000. */
  readonly timeLimitMs?: number;
  /** Heap of every thread and process, default 512. */
  readonly memoryMb?: number;
  /** Count the creation of threads and processes as the article did, instead of using warm ones. Default false. */
  readonly includeCreation?: boolean;
  /** Replay the recorded segments on other machines (default true). */
  readonly simulate?: boolean;
}

/** What is going on, for a progress bar. `done`/`total` are samples once `phase` is `measure`. */
export interface BenchProgress {
  readonly phase: 'prepare' | 'start' | 'warm-up' | 'measure' | 'record' | 'simulate';
  readonly message: string;
  readonly done: number;
  readonly total: number;
}

export interface BenchRow {
  readonly mode: Mode;
  readonly count: number;
  /** Seconds of the fastest sample, as in the article. */
  readonly best: number;
  /** Seconds. */
  readonly median: number;
  /** Seconds; first and third quartile of the samples. */
  readonly low: number;
  readonly high: number;
  /** How many samples were taken. */
  readonly samples: number;
  /** Seconds to create (and join) what this row runs on: 0 for `non_threaded`; inside `best` with `includeCreation`. */
  readonly creation: number;
  /** Median over the samples of time divided by the `non_threaded` time of the same round and count (paired). */
  readonly ratio: Ratio;
  /** Only for `threaded`: what the lock did, mean per sample. */
  readonly lock?: LockCounts;
}

/** A median of paired ratios with its 95 % confidence interval (order statistics of the median). */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

export interface LockCounts {
  /** Changes of holder. */
  readonly switches: number;
  /** Times that a waiter timed out and asked the holder to let go. */
  readonly dropRequests: number;
  /** Share of thread time spent waiting for the lock, 0 to 1. */
  readonly waitShare: number;
  /** Seconds between a release under request and the next thread running, median; 0 when it never happened. */
  readonly handover: number;
  /** Jain's index over the shares of lock time that each thread had, 1 = fair. */
  readonly fairness: number;
  /**
   * Time that the threads held the lock, all together, divided by that of the same calls one after another; median of
   * paired ratios. The lock can only hand this time round: what is off 1 is the processor's doing (rests, caches).
   */
  readonly computing: number;
}

/** One stretch of one thread, milliseconds from the start of the run. */
export interface TimelineSpan {
  readonly thread: number;
  readonly state: 'run' | 'wait' | 'io';
  readonly from: number;
  readonly to: number;
}

export interface Timeline {
  readonly mode: 'threaded' | 'free_threads' | 'simulated';
  readonly count: number;
  readonly lengthMs: number;
  readonly spans: readonly TimelineSpan[];
  /** Spans that were left out because there were too many to show. */
  readonly omitted: number;
}

/** One predicted point: ratio to N calls in one thread of the same machine. */
export interface SimulatedPoint {
  readonly policy: string;
  readonly threads: number;
  readonly cores: number;
  readonly seconds: number;
  readonly ratio: number;
}

export interface SimulationSummary {
  readonly seed: number;
  /** Milliseconds of CPU and of I/O in one call, and how much of the I/O also needs a core (system calls that work). */
  readonly cpuMs: number;
  readonly ioMs: number;
  readonly ioCpuMs: number;
  /** Processor time of a call while all cores run it, divided by that of a call alone. */
  readonly contention: number;
  /** Computing in turns under the lock, divided by computing alone. */
  readonly turns: number;
  readonly points: readonly SimulatedPoint[];
  /** Milliseconds for a step of a thread that sleeps one millisecond, beside threads that compute. */
  readonly convoy: readonly { readonly intervalMs: number; readonly computing: number; readonly msPerStep: number }[];
  /** Milliseconds that the model took for all of it. */
  readonly ms: number;
}

/** What the checkpoints themselves cost here. */
export interface OverheadSummary {
  /** Time with checkpoints divided by time without, same thread, paired. */
  readonly ratio: Ratio;
  readonly checkpoints: number;
}

/** Where the arguments came from, and their text. */
export interface ArgumentSource {
  readonly from: 'request' | 'tag' | 'defaults' | 'call-site' | 'none';
  readonly text: string;
}

/** The result. `bench --format json` prints exactly this object. */
export interface BenchReport {
  readonly schema: 1;
  readonly function: string;
  readonly file: string;
  readonly arguments: ArgumentSource;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  readonly platform: string;
  /** `ticks:100`, `interval:5ms` or `none`. */
  readonly gil: string;
  /** Samples that were asked for; each row has the number that was taken. */
  readonly repeat: number;
  readonly includeCreation: boolean;
  readonly rows: readonly BenchRow[];
  readonly overhead: OverheadSummary | null;
  readonly timelines: readonly Timeline[];
  readonly simulation: SimulationSummary | null;
  /** `workers`: the function starts threads of its own. */
  readonly kind: 'cpu' | 'io' | 'mixed' | 'short' | 'workers';
  /** One paragraph in words. */
  readonly verdict: string;
  /** Things the reader must know to judge the figures: cut repeats, noise, allocation, loaded machine. */
  readonly notes: readonly string[];
  /** ISO 8601. */
  readonly started: string;
  readonly elapsedSeconds: number;
}

export type LabProblemCode =
  | 'file-not-found'
  | 'not-a-function'
  | 'function-not-found'
  | 'ambiguous-function'
  | 'cannot-be-reached'
  | 'needs-arguments'
  | 'bad-arguments'
  | 'bundle-failed'
  | 'load-failed'
  | 'function-threw'
  | 'time-limit'
  | 'memory-limit'
  | 'cannot-be-cloned'
  | 'crashed'
  | 'cancelled'
  | 'bad-request';

/** Every expected way for a run not to give a report. The message is a sentence for people. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem';
  readonly code: LabProblemCode;
  /** For `needs-arguments`: the parameters that have no value, so that the editor can ask for them. */
  readonly parameters: readonly string[];

  constructor(code: LabProblemCode, message: string, parameters: readonly string[] = []) {
    super(message);
    this.code = code;
    this.parameters = parameters;
  }
}
