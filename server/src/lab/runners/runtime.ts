/**
 * What runs inside every thread and process of the lab: loads the bundle, provides the names that its checkpoints
 * use, and runs jobs. A job is a number of calls of the function, one after another.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { END, START, doublesOf, sharedNow, type GilMemory, type JobKind } from '../gil/layout.ts';
import { ThreadLock } from '../gil/lock.ts';
import { Recorder, type RecordedState } from '../gil/recorder.ts';
import { NAMES, REGISTER, WRITE_RUNTIME } from '../instrument/names.ts';
import { releaseAroundBlockingCalls } from './blocking.ts';
import { totalsOf, type Totals } from '../bank/totals.ts';
import { receiveGuests } from './guests.ts';

export interface RuntimeSetup {
  readonly bundle: string;
  /** The bundle without checkpoints, where the two are compared. */
  readonly plain?: string;
  readonly strips: number;
  readonly isGenerator: boolean;
  /** Program that worker threads of the function start with. */
  readonly guestEntry: string;
  /** First place in the shared memory for them. */
  readonly firstGuest: number;
}

export interface JobResult {
  /** Null when all went well. */
  readonly error: string | null;
  readonly errorCode: 'function-threw' | 'bad-arguments' | null;
  readonly record: RecordedRun | null;
  /** Only when asked for: the totals of the state before and after, with what was returned, and the invariant. */
  readonly judged: Judged | null;
  /** Milliseconds of CPU time that the whole process used meanwhile: meaningful when nothing else ran. */
  readonly cpuMs: number;
}

export interface Judged {
  readonly before: Totals;
  readonly totals: Totals;
  readonly holds: boolean | null;
}

export interface RecordedRun {
  readonly times: readonly number[];
  readonly states: readonly RecordedState[];
  readonly dropped: number;
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type State = () => Readonly<Record<string, unknown>>;
type Invariant = (self: unknown, results: readonly unknown[]) => unknown;
type Access = (thread: number, call: number) => readonly [fn: unknown, self: unknown, args: readonly unknown[]];

const RECORD_CAPACITY = 200_000;

export class Runtime {
  readonly #lock: ThreadLock;
  readonly #memory: GilMemory;
  readonly #thread: number;
  readonly #setup: RuntimeSetup;
  #access: Access | null = null;
  #plain: Access | null = null;
  #state: State = () => ({});
  #invariant: Invariant | null = null;

  constructor(memory: GilMemory, thread: number, setup: RuntimeSetup) {
    this.#memory = memory;
    this.#thread = thread;
    this.#setup = setup;
    this.#lock = new ThreadLock(memory, thread);
  }

  /** Loads the user's module. Rejects with what the module threw. */
  async load(): Promise<void> {
    installCheckpoints(this.#lock, this.#thread, this.#setup.strips);
    Object.assign(globalThis, {
      [REGISTER]: (access: Access, state?: State, invariant?: Invariant) => {
        this.#access = access;
        this.#state = state ?? this.#state;
        this.#invariant = invariant ?? null;
      },
    });
    pretendToBeTheMainThread();
    receiveGuests(this.#memory, { ...this.#setup, folder: dirname(this.#setup.bundle) });
    discardOutput();
    const { bundle, plain } = this.#setup;
    if (plain !== undefined) {
      await import(pathToFileURL(plain).href);
      this.#plain = this.#access;
      this.#access = null;
    }
    await import(pathToFileURL(bundle).href);
    if (this.#access === null) throw new Error('the module ended before its last line');
  }

  /** Runs the function `calls` times under the policy that the shared memory names. */
  async run(calls: number, kind: JobKind): Promise<JobResult> {
    const access = kind === 'plain' ? this.#plain : this.#access;
    const judge = kind === 'judge';
    const doubles = this.#memory.doubles;
    const mine = doublesOf(this.#thread);
    const lock = this.#lock;
    let jobs: (readonly [Callable, unknown, readonly unknown[]])[];
    try {
      if (access === null) throw new Error('no function');
      jobs = Array.from({ length: calls }, (_, call) => prepare(access(this.#thread, call)));
    } catch (error) {
      return failure(error, 'bad-arguments');
    }
    const recorder = kind === 'record' ? new Recorder(RECORD_CAPACITY) : null;
    lock.recorder = recorder;
    const drain = this.#setup.isGenerator;
    const before = judge ? totalsOf(this.#state()) : null;
    const results: unknown[] = [];
    const cpu = process.cpuUsage();
    doubles[mine + START] = sharedNow();
    lock.enter();
    let thrown: unknown = null;
    let failed = false;
    try {
      for (const [fn, self, args] of jobs) {
        const result = fn.apply(self, args as unknown[]);
        if (drain) await exhaust(result);
        else if (isThenable(result)) {
          lock.suspend();
          const value = await result;
          lock.resume();
          if (judge) results.push(value);
        } else if (judge) results.push(result);
      }
    } catch (error) {
      failed = true;
      thrown = error;
    }
    lock.leave();
    const end = sharedNow();
    doubles[mine + END] = end;
    recorder?.mark('end', end);
    lock.recorder = null;
    if (failed) return failure(thrown, 'function-threw');
    const used = process.cpuUsage(cpu);
    return {
      error: null,
      errorCode: null,
      record: recorder?.finish() ?? null,
      judged: before === null ? null : this.#judge(before, jobs[0]?.[1], results),
      cpuMs: (used.user + used.system) / 1000,
    };
  }

  #judge(before: Totals, self: unknown, results: readonly unknown[]): Judged {
    const roots = { ...this.#state(), ...(typeof self === 'object' && self !== null ? { this: self } : {}) };
    const invariant = this.#invariant;
    const holds = invariant === null ? null : Boolean(invariant(self, results));
    return { before, totals: totalsOf(roots, results), holds };
  }
}

/** Provides the names that checkpoints use, and lets go of the lock around blocking calls of the thread. */
export function installCheckpoints(lock: ThreadLock, thread: number, strips: number): void {
  Object.assign(globalThis, WRITE_RUNTIME, {
    /** Which thread this is: lets a benchmark of the lab itself give its threads different work. */
    __il_thread: thread,
    [NAMES.flag]: lock.flag,
    [NAMES.strip]: new Int32Array(Math.max(1, strips)).fill(1024),
    [NAMES.look]: (length: number) => lock.checkpoint(length),
    [NAMES.suspend]: <T>(value: T): T => {
      lock.suspend();
      return value;
    },
    [NAMES.resume]: <T>(value: T): T => {
      lock.resume();
      return value;
    },
  });
  process.setSourceMapsEnabled(true);
  releaseAroundBlockingCalls((call) => lock.blocking(call));
}

function prepare(target: ReturnType<Access>): readonly [Callable, unknown, readonly unknown[]] {
  const [fn, self, args] = target;
  if (typeof fn !== 'function') throw new TypeError(`it is not a function but ${fn === null ? 'null' : typeof fn}`);
  return [fn as Callable, self, args];
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A generator has done nothing until it is asked for its values. */
async function exhaust(result: unknown): Promise<void> {
  if (typeof result !== 'object' || result === null) return;
  if (Symbol.asyncIterator in result) {
    for await (const _ of result as AsyncIterable<unknown>);
  } else if (Symbol.iterator in result) {
    for (const _ of result as Iterable<unknown>);
  }
}

export function failure(error: unknown, code: 'function-threw' | 'bad-arguments'): JobResult {
  return { error: describe(error), errorCode: code, record: null, judged: null, cpuMs: 0 };
}

/** Name, message and the user's own frames; the lab's frames help nobody. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = (error.stack ?? `${error.name}: ${error.message}`).split('\n');
  const frames = stack.filter((line) => /^\s+at /.test(line) && !/lab-\w+\.cjs|node:internal/.test(line)).slice(0, 4);
  return [`${error.name}: ${error.message}`, ...frames].join('\n');
}

/** The user's module normally runs on a main thread; its guards (`if (!isMainThread) ...`) must see that. */
export function pretendToBeTheMainThread(): void {
  const require = createRequire(`${process.cwd()}/package.json`);
  const threads = require('node:worker_threads') as Record<string, unknown>;
  for (const [name, value] of [
    ['isMainThread', true],
    ['parentPort', null],
    ['workerData', null],
  ] as const) {
    Object.defineProperty(threads, name, { value, writable: true, configurable: true, enumerable: true });
  }
  syncBuiltinESMExports();
}

/** What the function prints is not wanted here, and a terminal would be part of what is measured. */
export function discardOutput(): void {
  const sink = (...args: unknown[]): boolean => {
    const done = args.at(-1);
    if (typeof done === 'function') (done as () => void)();
    return true;
  };
  Object.defineProperty(process.stdout, 'write', { value: sink, configurable: true });
  Object.defineProperty(process.stderr, 'write', { value: sink, configurable: true });
}
