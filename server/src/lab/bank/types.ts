/** What bank mode is asked, and what it answers. Plain data, as everything that crosses the lab's border. */
import type { ArgumentSource, TargetRef } from '../types.ts';
import type { StepPoint } from './steps.ts';

export interface BankRequest {
  readonly kind: 'bank';
  /** Absolute path of the source file. */
  readonly file: string;
  readonly target: TargetRef;
  readonly text?: string;
  readonly args?: readonly unknown[];
  /**
   * JavaScript expression that must be true when all calls have ended, in the scope of the module, with `self` (the object
   * of a method) and `results` (what the calls returned). Without one: a `@invariant` tag, else the totals must be
   * those of the calls one after another.
   */
  readonly invariant?: string;
  /** Default 4. */
  readonly threads?: number;
  /** Calls of each thread; by default as many as fill several switch intervals. */
  readonly calls?: number;
  /** Runs under each policy, default 20. */
  readonly runs?: number;
  readonly seed?: number;
  readonly budgetMs?: number;
  readonly timeLimitMs?: number;
  readonly memoryMb?: number;
}

/** Under which lock the threads take turns. */
export type BankPolicy =
  /** Nobody holds anything: the steps of the threads mix freely. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ticks'; readonly ticks: number }
  /** `jumps`: the holder looks at function entry and backward jumps only, as CPython does since 3.10. */
  | { readonly kind: 'interval'; readonly ms: number; readonly looks: 'steps' | 'jumps' }
  /** Steps mix freely, but a lock lies around every call. */
  | { readonly kind: 'locked' }
  /** One call after another: what the others are compared with. */
  | { readonly kind: 'sequential'; readonly order: 'by-thread' | 'by-call' | 'backwards' };

/** One thread was stopped here and another went on there. */
export interface BankSwitch {
  readonly from: BankPlace;
  readonly to: BankPlace;
  /** Calls that had ended by then. */
  readonly callsEnded: number;
  /** Which switch of the run this was, from 1. */
  readonly number: number;
}

export interface BankPlace {
  readonly thread: number;
  /** Number of the call in its thread, from 1. */
  readonly call: number;
  /** Null when the call has not begun. */
  readonly point: StepPoint | null;
}

export interface BankValue {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** The first run that went wrong, and the earliest switch after which nothing could mend it. */
export interface BankFault {
  readonly run: number;
  readonly seed: number;
  readonly values: readonly BankValue[];
  /** Null when the run has no switch that alone explains it (an async function: it changes at awaits). */
  readonly first: BankSwitch | null;
}

export interface BankRow {
  /** `none`, `ticks:100`, `interval:5ms`, ... */
  readonly policy: string;
  readonly description: string;
  /** Calls of each thread in one run. */
  readonly calls: number;
  readonly runs: number;
  readonly wrong: number;
  /** Runs that ended with every thread waiting for another one. */
  readonly stuck: number;
  /** Mean number of switches in a run. */
  readonly switches: number;
  readonly fault: BankFault | null;
}

export interface BankReport {
  readonly schema: 1;
  readonly kind: 'bank';
  readonly function: string;
  readonly file: string;
  readonly arguments: ArgumentSource;
  readonly node: string;
  readonly invariant: { readonly from: 'request' | 'tag' | 'totals'; readonly text: string };
  /** The totals before any call and after the calls of the longest run one after another. */
  readonly totals: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  /** `heap`: threads of control that took turns on one heap; `workers`: the threads that the function starts, for real. */
  readonly threadsAre: 'heap' | 'workers';
  /** How many of the former. */
  readonly threads: number;
  readonly seed: number;
  readonly rows: readonly BankRow[];
  readonly verdict: string;
  readonly notes: readonly string[];
  readonly started: string;
  readonly elapsedSeconds: number;
}
