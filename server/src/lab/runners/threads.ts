/** N worker threads with one shared lock memory: kept warm, started by one gate, each running one job at a time. */
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  CALLS,
  DROP_REQUEST,
  END,
  INTERVAL_MS,
  JOB,
  JOB_KINDS,
  LAST_HOLDER,
  LOCKED,
  POLICY,
  REQUESTS,
  SWITCH_NUMBER,
  TICK_MS,
  GUEST_PLACES,
  WAITERS,
  createGilMemory,
  doublesOf,
  gateIndex,
  sharedNow,
  type GilMemory,
  type JobKind,
} from '../gil/layout.ts';
import { TICK_NANOSECONDS } from '../policies.ts';
import { LabProblem, type GilPolicy } from '../types.ts';
import type { JobResult, RuntimeSetup } from './runtime.ts';

export interface ThreadPoolOptions {
  readonly entry: string;
  readonly setup: RuntimeSetup;
  readonly size: number;
  readonly memoryMb: number;
  /** Milliseconds that loading the module may take. */
  readonly loadLimitMs: number;
}

export interface ThreadRun {
  /** Seconds from opening the gate to the end of the last thread. */
  readonly seconds: number;
  /** Shared clock, milliseconds. */
  readonly started: number;
  readonly switches: number;
  readonly requests: number;
  readonly results: readonly JobResult[];
  /** Per thread: the doubles of `gil/layout.ts` from START on. */
  readonly clocks: readonly Float64Array[];
}

export interface Job {
  readonly parties: number;
  /** The first of the threads that take part; 0 when left out. */
  readonly first?: number;
  readonly calls: number;
  readonly policy: GilPolicy;
  readonly kind: JobKind;
  readonly limitMs: number;
}

/**
 * Threads of CPython allocate on one heap; these have one each. Together their young generations are as large as the one
 * of a single thread (three semi-spaces of 16 MB), so that N threads do not run through N times the memory and the cache.
 */
export function youngGenerationMb(threads: number): number {
  return Math.max(3, Math.floor(48 / threads));
}

type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'done'; readonly result: JobResult };

export class ThreadPool {
  readonly memory: GilMemory;
  readonly #workers: readonly Worker[];
  #broken: LabProblem | null = null;
  #onMessage: ((thread: number, message: FromWorker) => void) | null = null;
  #onBroken: ((problem: LabProblem) => void) | null = null;

  private constructor(memory: GilMemory, workers: readonly Worker[]) {
    this.memory = memory;
    this.#workers = workers;
  }

  /** @returns the pool once every thread has loaded the module, and the seconds that this took */
  static async create(options: ThreadPoolOptions): Promise<{ readonly pool: ThreadPool; readonly seconds: number }> {
    const places = options.size + GUEST_PLACES;
    const memory = createGilMemory(places);
    const started = sharedNow();
    const workers = Array.from(
      { length: options.size },
      (_, thread) =>
        new Worker(options.entry, {
          workerData: {
            ...options.setup,
            firstGuest: options.size,
            buffer: memory.buffer,
            threads: places,
            thread,
          },
          resourceLimits: {
            maxOldGenerationSizeMb: options.memoryMb,
            maxYoungGenerationSizeMb: youngGenerationMb(options.size),
          },
          stdout: true,
          stderr: true,
        }),
    );
    const pool = new ThreadPool(memory, workers);
    workers.forEach((worker, thread) => pool.#listen(worker, thread));
    let ready = 0;
    await inTime(
      pool.#until((_, message, resolve, reject) => {
        if (message.type === 'failed') {
          reject(new LabProblem('load-failed', `The module could not be loaded in a thread: ${message.error}`));
        } else if (message.type === 'ready' && ++ready === options.size) resolve();
      }),
      loadLimit(options.loadLimitMs),
      patience(options),
    ).catch(async (error: unknown) => {
      await pool.close();
      throw error;
    });
    return { pool, seconds: (sharedNow() - started) / 1000 };
  }

  get size(): number {
    return this.#workers.length;
  }

  async run(job: Job): Promise<ThreadRun> {
    const { words, doubles } = this.memory;
    for (const word of [LOCKED, LAST_HOLDER, SWITCH_NUMBER, DROP_REQUEST, WAITERS, REQUESTS])
      Atomics.store(words, word, 0);
    Atomics.store(words, POLICY, policyWord(job.policy));
    doubles[INTERVAL_MS] = job.policy.kind === 'interval' ? job.policy.ms : 5;
    doubles[TICK_MS] = job.policy.kind === 'ticks' ? (job.policy.ticks * TICK_NANOSECONDS) / 1e6 : 0;
    Atomics.store(words, CALLS, job.calls);
    Atomics.store(words, JOB, JOB_KINDS.indexOf(job.kind));
    const first = job.first ?? 0;
    const results: JobResult[] = [];
    const threads: number[] = [];
    const finished = this.#until((thread, message, resolve, reject) => {
      if (message.type !== 'done') return;
      if (message.result.error !== null) {
        const code = message.result.errorCode ?? 'function-threw';
        const what = code === 'function-threw' ? 'The function threw' : 'The function could not be called';
        reject(new LabProblem(code, `${what}: ${message.result.error}`));
        return;
      }
      results[thread - first] = message.result;
      threads.push(thread);
      if (threads.length === job.parties) resolve();
    });
    const started = sharedNow();
    for (let thread = first; thread < first + job.parties; thread++) {
      Atomics.add(words, gateIndex(thread), 1);
      Atomics.notify(words, gateIndex(thread));
    }
    await inTime(finished, timeLimit(job.limitMs), job.limitMs);
    const clocks = Array.from({ length: job.parties }, (_, party) =>
      doubles.slice(doublesOf(first + party), doublesOf(first + party) + 16),
    );
    const ended = Math.max(...clocks.map((clock) => clock[END] ?? 0));
    return {
      seconds: (ended - started) / 1000,
      started,
      switches: Atomics.load(words, SWITCH_NUMBER),
      requests: Atomics.load(words, REQUESTS),
      results,
      clocks,
    };
  }

  async close(): Promise<void> {
    this.#onBroken = null;
    this.#onMessage = null;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #listen(worker: Worker, thread: number): void {
    worker.on('message', (message: FromWorker) => this.#onMessage?.(thread, message));
    worker.on('error', (error: Error & { code?: string }) => {
      const problem =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new LabProblem('memory-limit', 'The function used more memory than a thread of the lab may have.')
          : new LabProblem('function-threw', `The function threw outside of its call: ${String(error)}`);
      this.#break(problem);
    });
    worker.on('exit', () => {
      this.#break(new LabProblem('crashed', 'The function ended its thread (process.exit?) instead of returning.'));
    });
    worker.stdout.resume();
    worker.stderr.resume();
  }

  #break(problem: LabProblem): void {
    this.#broken ??= problem;
    this.#onBroken?.(this.#broken);
  }

  #until(
    step: (thread: number, message: FromWorker, resolve: () => void, reject: (problem: LabProblem) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) {
        reject(this.#broken);
        return;
      }
      this.#onBroken = reject;
      this.#onMessage = (thread, message) => step(thread, message, resolve, reject);
    });
  }
}

function policyWord(policy: GilPolicy): number {
  switch (policy.kind) {
    case 'none':
      return 0;
    case 'interval':
      return 1;
    case 'ticks':
      return 2;
  }
}

/** Starting a thread or process takes tens of milliseconds, on a busy machine a second; the rest is the module's. */
export function patience(options: { readonly loadLimitMs: number; readonly size: number }): number {
  return options.loadLimitMs + 3000 + options.size * 1000;
}

export function loadLimit(ms: number): LabProblem {
  return new LabProblem(
    'time-limit',
    `The module had not finished loading after ${(ms / 1000).toFixed(1)} s and was killed: does its top level wait or loop?`,
  );
}

/** The promise, or the problem when it takes longer than `ms`. */
export async function inTime(promise: Promise<void>, problem: LabProblem, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(problem), ms);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function timeLimit(ms: number): LabProblem {
  const seconds = ms / 1000;
  return new LabProblem(
    'time-limit',
    `The function had not returned after ${seconds >= 10 ? seconds.toFixed(0) : seconds.toFixed(1)} s and was killed.`,
  );
}

export function coreCount(): number {
  return cpus().length;
}
