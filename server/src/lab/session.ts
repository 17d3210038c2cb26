/**
 * One benchmark from the first line to the last, inside the lab's own process: find, bundle, start the pools, warm up,
 * measure in rounds, record, judge. Every round holds one sample of every row, in turning order, so that the ratios
 * are paired and a loaded machine hits all rows alike.
 */
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { bundleTarget, stopBundler, type BundleResult } from './bundle.ts';
import { measureOverhead } from './overhead.ts';
import { END, HOLD_MS, START } from './gil/layout.ts';
import { DEFAULT_POLICY, formatPolicy } from './policies.ts';
import { recordRuns } from './record.ts';
import { buildRow, clockSum, type RowSamples } from './rows.ts';
import { ProcessPool } from './runners/processes.ts';
import type { RuntimeSetup } from './runners/runtime.ts';
import { ThreadPool, coreCount, type ThreadRun } from './runners/threads.ts';
import { median } from './stats.ts';
import {
  MODES,
  type BenchProgress,
  type BenchReport,
  type BenchRequest,
  type BenchRow,
  type GilPolicy,
  type Mode,
} from './types.ts';
import { simulateProfile } from './model/predict.ts';
import { describeKind, kindOf } from './verdict.ts';

export interface SessionOptions {
  /** Folder with `lab-worker.cjs` and `lab-process.cjs`. */
  readonly entries: string;
  /** The lab's temporary folder. */
  readonly temporary: string;
  readonly onProgress: (progress: BenchProgress) => void;
}

/** The request with every default filled in. */
export interface Plan {
  readonly counts: readonly number[];
  readonly modes: readonly Mode[];
  readonly repeat: number;
  readonly gil: GilPolicy;
  readonly budgetMs: number;
  readonly timeLimitMs: number;
  readonly memoryMb: number;
  readonly includeCreation: boolean;
}

export function planOf(request: BenchRequest): Plan {
  const modes = request.modes ?? MODES;
  return {
    counts: [...new Set(request.counts ?? [1, 2, 4, 8])].sort((a, b) => a - b),
    // Everything is compared with it, so it is always run.
    modes: modes.includes('non_threaded') ? modes : ['non_threaded', ...modes],
    repeat: request.repeat ?? 100,
    gil: request.gil ?? DEFAULT_POLICY,
    budgetMs: request.budgetMs ?? 30_000,
    timeLimitMs: request.timeLimitMs ?? 10_000,
    memoryMb: request.memoryMb ?? 512,
    includeCreation: request.includeCreation ?? false,
  };
}

const NO_LOCK: GilPolicy = { kind: 'none' };
/** Share of the budget that warming up may take. */
const WARM_UP_SHARE = 0.15;
const CREATION_SAMPLES = 3;
/** Load of other work, per core, above which the report says so. */
const BUSY_SHARE = 0.6;

export async function runSession(request: BenchRequest, text: string, options: SessionOptions): Promise<BenchReport> {
  const session = new Session(request, text, options);
  try {
    return await session.run();
  } finally {
    await session.close();
  }
}

class Session {
  readonly #request: BenchRequest;
  readonly #text: string;
  readonly #options: SessionOptions;
  readonly #plan: Plan;
  readonly #rows = new Map<string, RowSamples>();
  readonly #notes: string[] = [];
  #threads: ThreadPool | null = null;
  #processes: ProcessPool | null = null;
  #setup: RuntimeSetup | null = null;

  constructor(request: BenchRequest, text: string, options: SessionOptions) {
    this.#request = request;
    this.#text = text;
    this.#options = options;
    this.#plan = planOf(request);
  }

  async run(): Promise<BenchReport> {
    const began = new Date();
    const busy = loadavg()[0] ?? 0;
    const plan = this.#plan;
    this.#say('prepare', 'Bundling the function with checkpoints');
    const bundle = await this.#bundle('checkpoints', 'bundle.mjs');
    this.#setup = this.#setupOf(bundle, 'bundle.mjs');
    await this.#bundle('plain', 'plain.mjs');
    await stopBundler();

    const most = Math.max(...plan.counts);
    this.#say('start', `Starting ${most} threads and ${plan.modes.includes('processes') ? most : 0} processes`);
    this.#threads = (await ThreadPool.create(this.#threadOptions(most))).pool;
    const once = await this.#firstCall();
    if (plan.modes.includes('processes') && !plan.includeCreation) {
      this.#processes = (await ProcessPool.create(this.#processOptions(most))).pool;
    }
    const creation = await this.#measureCreation();
    await this.#warmUp(once);
    const rounds = await this.#measure();
    const rows = this.#buildRows(creation);
    this.#say('record', 'Recording who held the lock when');
    const recorded = await recordRuns(this.#pool(), plan, this.#limit(plan.timeLimitMs));
    const overhead = await measureOverhead(
      this.#threadOptions(1, {
        ...this.#setupOf(bundle, 'bundle.mjs'),
        plain: join(this.#options.temporary, 'plain.mjs'),
      }),
      Math.min(4000, plan.budgetMs * 0.15),
      bundle.checkpoints,
    );
    if (rounds < plan.repeat) {
      this.#notes.push(
        `${rounds} of ${plan.repeat} samples were taken of each row: the time budget of ` +
          `${(plan.budgetMs / 1000).toFixed(0)} s was used up.`,
      );
    }
    if (busy > BUSY_SHARE * coreCount()) {
      this.#notes.push(
        `The machine had other work (load ${busy.toFixed(1)} on ${coreCount()} cores when the run began): ` +
          'modes that need several cores look worse than they are.',
      );
    }
    const kind = bundle.workers > 0 ? 'workers' : kindOf(rows, recorded.profile);
    return {
      schema: 1,
      function: bundle.plan.label,
      file: this.#request.file,
      arguments: bundle.plan.arguments,
      node: process.version,
      cores: coreCount(),
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      platform: `${process.platform} ${process.arch}`,
      gil: formatPolicy(plan.gil),
      repeat: plan.repeat,
      includeCreation: plan.includeCreation,
      rows,
      overhead,
      timelines: recorded.timelines,
      // The recording has one thread only.
      simulation:
        this.#request.simulate === false || kind === 'workers'
          ? null
          : simulateProfile(recorded.profile, plan.gil, coreCount()),
      kind,
      verdict: describeKind(kind, rows, plan.gil, coreCount()),
      notes: this.#notes,
      started: began.toISOString(),
      elapsedSeconds: (Date.now() - began.getTime()) / 1000,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#threads?.close(), this.#processes?.close()]);
  }

  #bundle(form: 'checkpoints' | 'plain', name: string): Promise<BundleResult> {
    return bundleTarget({
      file: this.#request.file,
      text: this.#text,
      target: this.#request.target,
      args: this.#request.args,
      outFile: join(this.#options.temporary, name),
      form,
    });
  }

  #threadOptions(size: number, setup = this.#setup): Parameters<typeof ThreadPool.create>[0] {
    if (setup === null) throw new Error('no bundle');
    return {
      entry: join(this.#options.entries, 'lab-worker.cjs'),
      setup,
      size,
      memoryMb: this.#plan.memoryMb,
      loadLimitMs: this.#plan.timeLimitMs,
    };
  }

  #processOptions(size: number): Parameters<typeof ProcessPool.create>[0] {
    if (this.#setup === null) throw new Error('no bundle');
    const entry = join(this.#options.entries, 'lab-process.cjs');
    return { entry, setup: this.#setup, size, memoryMb: this.#plan.memoryMb, loadLimitMs: this.#plan.timeLimitMs };
  }

  #setupOf(bundle: BundleResult, name: string): RuntimeSetup {
    return {
      bundle: join(this.#options.temporary, name),
      strips: bundle.strips,
      isGenerator: bundle.plan.isGenerator,
      guestEntry: join(this.#options.entries, 'lab-guest.cjs'),
      firstGuest: 1,
    };
  }

  #pool(): ThreadPool {
    if (this.#threads === null) throw new Error('no threads');
    return this.#threads;
  }

  /** One call may take the limit; calls that wait for each other add up. */
  #limit(perCall: number): (calls: number) => number {
    return (calls) => perCall * calls + 1000;
  }

  /** The first call of all finds out whether the function can be called, and how long it takes, in milliseconds. */
  async #firstCall(): Promise<number> {
    const run = await this.#pool().run({
      parties: 1,
      calls: 1,
      policy: NO_LOCK,
      kind: 'time',
      limitMs: this.#plan.timeLimitMs,
    });
    return run.seconds * 1000;
  }

  /** Runs every thread and process until the compiler has settled, within its share of the budget. */
  async #warmUp(onceMs: number): Promise<void> {
    const pool = this.#pool();
    const parallel = Math.max(1, pool.size / coreCount());
    const allowed = this.#plan.budgetMs * WARM_UP_SHARE;
    const perRound = onceMs * parallel;
    const calls = Math.max(1, Math.min(50, Math.floor(20 / Math.max(onceMs, 0.01))));
    const limit = this.#limit(this.#plan.timeLimitMs)(calls * pool.size);
    const started = performance.now();
    for (let round = 0; round < 8; round++) {
      this.#say('warm-up', 'Warming up');
      await pool.run({ parties: pool.size, calls, policy: NO_LOCK, kind: 'time', limitMs: limit });
      await this.#processes?.run(pool.size, calls, true, limit);
      // Under the lock the strips of all loops find their length.
      await pool.run({ parties: pool.size, calls: 1, policy: this.#plan.gil, kind: 'time', limitMs: limit });
      const spent = performance.now() - started;
      if (spent > 600 || spent + perRound * 3 > allowed) break;
    }
  }

  async #measureCreation(): Promise<ReadonlyMap<string, number>> {
    const creation = new Map<string, number>();
    if (this.#plan.includeCreation) return creation;
    const started = performance.now();
    for (const count of this.#plan.counts) {
      const threads: number[] = [];
      const processes: number[] = [];
      for (let sample = 0; sample < CREATION_SAMPLES; sample++) {
        if (sample > 0 && performance.now() - started > this.#plan.budgetMs * 0.1) break;
        const made = await ThreadPool.create(this.#threadOptions(count));
        await made.pool.close();
        threads.push(made.seconds);
        if (!this.#plan.modes.includes('processes')) continue;
        const forked = await ProcessPool.create(this.#processOptions(count));
        await forked.pool.close();
        processes.push(forked.seconds);
      }
      creation.set(`threaded ${count}`, median(threads)).set(`free_threads ${count}`, median(threads));
      if (processes.length > 0) creation.set(`processes ${count}`, median(processes));
    }
    return creation;
  }

  /** @returns complete rounds */
  async #measure(): Promise<number> {
    const { counts, modes, repeat, budgetMs } = this.#plan;
    const started = performance.now();
    let round = 0;
    for (; round < repeat; round++) {
      // A round that would overrun is not begun; the first one always is, because without it there is no answer.
      const spent = performance.now() - started;
      if (round > 0 && spent + spent / round > budgetMs) break;
      for (const count of counts) {
        const order = modes
          .map((_, index) => modes[(index + round) % modes.length])
          .filter((mode) => mode !== undefined);
        for (const mode of order) await this.#sample(mode, count);
      }
      this.#say('measure', `Round ${round + 1} of at most ${repeat}`, round + 1, repeat);
    }
    return round;
  }

  async #sample(mode: Mode, count: number): Promise<void> {
    const key = `${mode} ${count}`;
    const row = this.#rows.get(key) ?? { mode, count, seconds: [], locks: [], held: [] };
    this.#rows.set(key, row);
    const limitMs = this.#limit(this.#plan.timeLimitMs)(count);
    const policy = mode === 'threaded' ? this.#plan.gil : NO_LOCK;
    const job = { policy, kind: 'time', limitMs } as const;
    switch (mode) {
      case 'non_threaded':
        await this.#oneAfterAnother(row, limitMs);
        return;
      case 'threaded':
      case 'free_threads': {
        const run = await this.#runThreads(count, job);
        row.seconds.push(run.seconds);
        row.held.push(clockSum(run, HOLD_MS));
        if (mode === 'threaded') row.locks.push(run);
        return;
      }
      case 'processes':
        row.seconds.push(await this.#runProcesses(count, limitMs));
        return;
    }
  }

  /**
   * Each call in the thread that makes it in the other rows: a heap of its own lies better or worse in memory than
   * another for as long as it lives (the same big-integer loop took a third longer in one than in the next), and
   * a ratio is to tell of the lock.
   */
  async #oneAfterAnother(row: RowSamples, limitMs: number): Promise<void> {
    // One thread also takes its lock: that is what a single-threaded Python does.
    const job = { policy: this.#plan.gil, kind: 'time', limitMs, parties: 1, calls: 1 } as const;
    let [seconds, held] = [0, 0];
    for (let first = 0; first < row.count; first++) {
      const run = await this.#pool().run({ ...job, first });
      // Their time is their own, as in the article: nothing has to be woken for them.
      seconds += ownSeconds(run);
      held += clockSum(run, HOLD_MS);
    }
    row.seconds.push(seconds);
    row.held.push(held);
  }

  async #runThreads(
    count: number,
    job: { readonly policy: GilPolicy; readonly kind: 'time'; readonly limitMs: number },
  ): Promise<ThreadRun> {
    if (!this.#plan.includeCreation) return this.#pool().run({ ...job, parties: count, calls: 1 });
    const started = performance.now();
    const { pool } = await ThreadPool.create(this.#threadOptions(count));
    const run = await pool.run({ ...job, parties: count, calls: 1 });
    await pool.close();
    return { ...run, seconds: (performance.now() - started) / 1000 };
  }

  async #runProcesses(count: number, limitMs: number): Promise<number> {
    const locked = this.#plan.gil.kind !== 'none';
    if (this.#processes !== null) return this.#processes.run(count, 1, locked, limitMs);
    const started = performance.now();
    const { pool } = await ProcessPool.create(this.#processOptions(count));
    await pool.run(count, 1, locked, limitMs);
    await pool.close();
    return (performance.now() - started) / 1000;
  }

  #buildRows(creation: ReadonlyMap<string, number>): BenchRow[] {
    return this.#plan.counts.flatMap((count) =>
      this.#plan.modes.flatMap((mode) => {
        const samples = this.#rows.get(`${mode} ${count}`);
        const base = this.#rows.get(`non_threaded ${count}`);
        if (samples === undefined || base === undefined) return [];
        return [buildRow(samples, base, creation.get(`${mode} ${count}`) ?? 0)];
      }),
    );
  }

  #say(phase: BenchProgress['phase'], message: string, done = 0, total = 0): void {
    this.#options.onProgress({ phase, message, done, total });
  }
}

function ownSeconds(run: ThreadRun): number {
  const [clock] = run.clocks;
  return clock === undefined ? run.seconds : ((clock[END] ?? 0) - (clock[START] ?? 0)) / 1000;
}
