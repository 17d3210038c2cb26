/**
 * Where everything lies in the block of shared memory that the threads of one run have in common.
 *
 * Two views over one SharedArrayBuffer: 32-bit words for the lock, 64-bit floats for clocks. The flag that a
 * checkpoint reads is one word per thread on a cache line of its own: it is read millions of times a second and must
 * only leave the reader's cache when somebody really wants the lock.
 */

/** Words of the lock (names as in CPython's `struct _gil_runtime_state`). */
export const LOCKED = 0;
/** Index of the thread that holds the lock or held it last, plus 1. */
export const LAST_HOLDER = 1;
export const SWITCH_NUMBER = 2;
export const DROP_REQUEST = 3;
/** Threads inside `take`: without any, a release need not wake anybody. */
export const WAITERS = 4;
/** Counts every take: what a forced switch waits on (CPython's `switch_cond`). */
export const TAKEN = 5;
/** Drop requests made so far. */
export const REQUESTS = 6;
/** 0: no lock in this run. 1: interval. 2: ticks. */
export const POLICY = 7;

/** What the next job is. Each thread starts it when its own gate is raised (see `gateIndex`). */
export const CALLS = 18;
export const JOB = 19;

/**
 * `record` writes down who ran when; `judge` answers with the totals of the module's state and of the results (bank
 * mode); `plain` runs the code without checkpoints. The word JOB has the index.
 */
export type JobKind = 'time' | 'record' | 'judge' | 'plain';

export const JOB_KINDS: readonly JobKind[] = ['time', 'record', 'judge', 'plain'];

const FLAGS = 64;
const FLAG_STRIDE = 32;

/** Doubles, after the words. */
export const INTERVAL_MS = 0;
export const REQUEST_TIME = 1;
export const TICK_MS = 2;
const PER_THREAD = 16;
const DOUBLES_HEAD = 8;

/** Doubles of one thread. */
export const START = 0;
export const END = 1;
export const WAIT_MS = 2;
export const IO_MS = 3;
export const HANDOVER_MS = 4;
export const HANDOVERS = 5;
export const HOLD_MS = 6;
export const MAX_SLICE_MS = 7;
export const SLICES = 8;
/** Time spent in waking waiters, and how often: the thread that lets go pays for it. */
export const WAKE_MS = 9;
export const WAKES = 10;

export interface GilMemory {
  readonly buffer: SharedArrayBuffer;
  readonly threads: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

export function createGilMemory(threads: number): GilMemory {
  const wordBytes = (FLAGS + threads * FLAG_STRIDE) * 4;
  const buffer = new SharedArrayBuffer(wordBytes + (DOUBLES_HEAD + threads * PER_THREAD) * 8);
  return openGilMemory(buffer, threads);
}

export function openGilMemory(buffer: SharedArrayBuffer, threads: number): GilMemory {
  const wordCount = FLAGS + threads * FLAG_STRIDE;
  return {
    buffer,
    threads,
    words: new Int32Array(buffer, 0, wordCount),
    doubles: new Float64Array(buffer, wordCount * 4),
  };
}

/** Index of a thread's flag in `words`. */
export function flagIndex(thread: number): number {
  return FLAGS + thread * FLAG_STRIDE;
}

/**
 * Index of the word that a thread waits on between jobs. One for each thread: with one for all, a thread that is slow
 * to notice that a job is not for it would read the number of parties of the next one.
 */
export function gateIndex(thread: number): number {
  return FLAGS + thread * FLAG_STRIDE + 1;
}

/** Places for threads that the function itself starts. */
export const GUEST_PLACES = 32;

/** Index of the word that says whether a guest's place is taken. */
export function placeIndex(thread: number): number {
  return FLAGS + thread * FLAG_STRIDE + 2;
}

/** Index of a thread's first double. */
export function doublesOf(thread: number): number {
  return DOUBLES_HEAD + thread * PER_THREAD;
}

/** Milliseconds on a clock that all threads and processes of a machine share (CLOCK_MONOTONIC). */
export function sharedNow(): number {
  return performance.now() + clockOffset;
}

/** `performance.now()` starts at 0 in every thread; hrtime does not, but is slow to read. */
const clockOffset = measureOffset();

/** The narrowest of many brackets; the first ones run cold and are off by tens of microseconds. */
function measureOffset(): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < 2000; i++) {
    const before = performance.now();
    const clock = Number(process.hrtime.bigint()) / 1e6;
    const after = performance.now();
    if (after - before < best) {
      best = after - before;
      offset = clock - (before + after) / 2;
    }
  }
  return offset;
}
