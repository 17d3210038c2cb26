/**
 * Bank mode from the first line to the last: runs a function in several threads of control on one heap under each
 * policy, tells the runs that ended wrong from those that ended as calls one after another would, and looks for the
 * first switch that made one go wrong. "The GIL protects the interpreter, not you."
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BankJob, BankReply, BankSetup } from '../entry-bank.ts';
import { bundleTarget, stopBundler, type BundleResult } from '../bundle.ts';
import { inTime, timeLimit } from '../runners/threads.ts';
import { LabProblem, type BenchProgress } from '../types.ts';
import { agreed, isWrong, valuesOf, type Expectation } from './judge.ts';
import type { Place } from './schedule.ts';
import { runThreads } from './threads.ts';
import type { BankFault, BankPlace, BankPolicy, BankReport, BankRequest, BankRow } from './types.ts';
import { describeBank } from './verdict.ts';

export interface BankSessionOptions {
  readonly entries: string;
  readonly temporary: string;
  readonly onProgress: (progress: BenchProgress) => void;
}

type Outcome = Extract<BankReply, { type: 'done' }>;

const ORDERS = ['by-thread', 'by-call', 'backwards'] as const;
/**
 * So many steps of a thread meet the lock several times: under the interval it changes hands every 33 000 steps, under
 * ticks every 20 or so.
 */
const WANTED_STEPS: Readonly<Record<BankPolicy['kind'], number>> = {
  interval: 100_000,
  ticks: 20_000,
  none: 4000,
  locked: 4000,
  sequential: 4000,
};
const MOST_CALLS = 50_000;
/** An activation that awaits takes no steps: this many calls are enough to meet each other. */
const ASYNC_CALLS = 25;
/** The search for the first bad switch repeats a run up to twenty times. */
const LONGEST_RUN_MS = 500;
const SEARCH_MS = 5000;

const POLICIES: readonly { readonly policy: BankPolicy; readonly name: string; readonly description: string }[] = [
  { policy: { kind: 'none' }, name: 'none', description: 'no lock: the steps of all threads mix freely' },
  {
    policy: { kind: 'ticks', ticks: 100 },
    name: 'ticks:100',
    description: 'CPython up to 3.1: the lock is let go every 100 byte codes',
  },
  {
    policy: { kind: 'interval', ms: 5, looks: 'steps' },
    name: 'interval:5ms',
    description: 'CPython 3.2 to 3.9: a switch every 5 ms, between any two byte codes',
  },
  {
    policy: { kind: 'interval', ms: 5, looks: 'jumps' },
    name: 'interval:5ms (3.10)',
    description: 'CPython 3.10 and later: a switch every 5 ms, at calls and backward jumps only',
  },
  { policy: { kind: 'locked' }, name: 'with a lock', description: 'a lock around every call: the repair' },
];

const EVENT_LOOP = {
  policy: { kind: 'none' },
  name: 'event loop',
  description: 'activations of an async function on one event loop, as in JavaScript itself',
} as const;

export async function runBankSession(
  request: BankRequest,
  text: string,
  options: BankSessionOptions,
): Promise<BankReport> {
  const session = new BankSession(request, text, options);
  try {
    return await session.run();
  } finally {
    await session.close();
  }
}

/** As many calls as let every thread lose the lock several times, in a run of half a second at most. */
function callsFor(policy: BankPolicy, measured: Outcome, threads: number): number {
  const ended = Math.max(1, measured.calls * threads);
  const most = Math.max(1, Math.floor(LONGEST_RUN_MS / Math.max(measured.ms / measured.calls, 1e-3)));
  if (measured.isAsync) return Math.min(ASYNC_CALLS, most);
  const wanted = Math.ceil(WANTED_STEPS[policy.kind] / Math.max(1, measured.steps / ended));
  return Math.min(MOST_CALLS, wanted, most);
}

class BankSession {
  readonly #request: BankRequest;
  readonly #text: string;
  readonly #options: BankSessionOptions;
  readonly #notes: string[] = [];
  readonly #expected = new Map<number, Expectation>();
  #bundle: BundleResult | null = null;
  #worker: Worker | null = null;

  constructor(request: BankRequest, text: string, options: BankSessionOptions) {
    this.#request = request;
    this.#text = text;
    this.#options = options;
  }

  get #threads(): number {
    return this.#request.threads ?? 4;
  }

  get #seed(): number {
    return this.#request.seed ?? 1;
  }

  async run(): Promise<BankReport> {
    const began = new Date();
    const budget = this.#request.budgetMs ?? 30_000;
    this.#say('prepare', 'Cutting the function into steps');
    const outFile = join(this.#options.temporary, 'bank.mjs');
    const { file, target, args, invariant } = this.#request;
    const bundle = await bundleTarget({ file, text: this.#text, target, args, outFile, form: 'steps', invariant });
    this.#bundle = bundle;
    const { rows, totals } =
      bundle.workers > 0 ? await this.#withWorkers(budget) : await this.#onOneHeap(budget, outFile);
    await stopBundler();
    if (bundle.wholeFiles > 0) {
      this.#notes.push(
        `${bundle.wholeFiles} file${bundle.wholeFiles === 1 ? '' : 's'} of packages run without a switch inside.`,
      );
    }
    const explicit = this.#request.invariant ?? bundle.plan.invariant;
    const from = this.#request.invariant !== undefined ? 'request' : explicit === null ? 'totals' : 'tag';
    const facts = {
      schema: 1,
      kind: 'bank',
      function: bundle.plan.label,
      file: this.#request.file,
      arguments: bundle.plan.arguments,
      node: process.version,
      invariant: {
        from,
        text: explicit ?? 'the totals are those of the calls one after another',
      },
      totals,
      threadsAre: bundle.workers > 0 ? 'workers' : 'heap',
      threads: this.#threads,
      seed: this.#seed,
      rows,
      started: began.toISOString(),
      elapsedSeconds: (Date.now() - began.getTime()) / 1000,
    } as const;
    return { ...facts, verdict: describeBank(facts), notes: this.#notes };
  }

  /** Threads of control that take turns on one heap. */
  async #onOneHeap(budget: number, outFile: string): Promise<Pick<BankReport, 'rows' | 'totals'>> {
    const bundle = this.#bundle;
    if (bundle === null) throw new Error('no bundle');
    this.#worker = this.#start(outFile, bundle);
    const started = Date.now();
    const first = await this.#sequential('by-thread', 1);
    // Once more: the first run is the compiler's.
    const second = await this.#sequential('by-thread', Math.min(50, this.#request.calls ?? 50));
    const policies = first.isAsync ? [EVENT_LOOP, ...POLICIES.slice(-1)] : POLICIES;
    const rows: BankRow[] = [];
    for (const [index, entry] of policies.entries()) {
      this.#say('measure', `Running ${entry.name}`, index, policies.length);
      const left = budget - (Date.now() - started);
      const calls = this.#request.calls ?? callsFor(entry.policy, second, this.#threads);
      rows.push(await this.#row(entry, calls, Math.max(500, left / (policies.length - index))));
    }
    return { rows, totals: this.#totals() };
  }

  /** The function starts threads of its own: they run for real, on the memory that they share. */
  async #withWorkers(budgetMs: number): Promise<Pick<BankReport, 'rows' | 'totals'>> {
    this.#notes.push('Worker threads run for real and not from a seed, so no first bad step can be told.');
    return runThreads(this.#request, this.#text, {
      ...this.#options,
      budgetMs,
      say: (message, done, total) => this.#say('measure', message, done, total),
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(bundleFile: string, bundle: BundleResult): Worker {
    const setup: BankSetup = {
      bundle: bundleFile,
      jumps: Uint8Array.from(bundle.points, ({ kind }) => (kind === 'jump' ? 1 : 0)),
    };
    const worker = new Worker(join(this.#options.entries, 'lab-bank.cjs'), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: this.#request.memoryMb ?? 512 },
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    return worker;
  }

  #sequential(order: (typeof ORDERS)[number], calls: number): Promise<Outcome> {
    return this.#job({ kind: 'sequential', order }, calls, this.#seed);
  }

  #totals(): BankReport['totals'] {
    const longest = this.#expected.get(Math.max(...this.#expected.keys()));
    return [...(longest?.totals ?? [])].map(([name, after]) => ({
      name,
      before: longest?.before.get(name) ?? '-',
      after,
    }));
  }

  /** Runs the calls one after another in several orders; what does not depend on the order is what must come out. */
  async #expect(calls: number): Promise<Expectation> {
    const known = this.#expected.get(calls);
    if (known !== undefined) return known;
    const outcomes: Outcome[] = [];
    for (const order of ORDERS) outcomes.push(await this.#sequential(order, calls));
    const [one] = outcomes as [Outcome, ...Outcome[]];
    if (outcomes.some(({ stuck }) => stuck)) {
      throw new LabProblem('bad-request', 'The calls wait for each other even when they run one after another.');
    }
    if (outcomes.some(({ holds }) => holds === false)) {
      throw new LabProblem('bad-request', 'The invariant is false even when the calls run one after another.');
    }
    const totals = agreed(outcomes);
    if (one.holds === null && totals.size === 0) {
      throw new LabProblem(
        'bad-request',
        'Nothing can be compared: the function leaves no state and no result whose total is the same in every order. ' +
          'Say what must hold with --invariant or an @invariant tag.',
      );
    }
    const expectation = { before: one.before, totals };
    this.#expected.set(calls, expectation);
    return expectation;
  }

  async #row(entry: (typeof POLICIES)[number], calls: number, allowedMs: number): Promise<BankRow> {
    const wanted = this.#request.runs ?? 20;
    const started = Date.now();
    const expected = await this.#expect(calls);
    let runs = 0;
    let wrong = 0;
    let stuck = 0;
    let switches = 0;
    let fault: BankFault | null = null;
    // Half of the time is kept for the search, should one go wrong.
    for (; runs < wanted && (runs === 0 || Date.now() - started < allowedMs / 2); runs++) {
      const seed = this.#seed + runs;
      const outcome = await this.#job(entry.policy, calls, seed);
      switches += outcome.switches;
      if (outcome.stuck) stuck++;
      if (!isWrong(outcome, expected)) continue;
      wrong++;
      fault ??= { run: runs + 1, seed, values: valuesOf(outcome, expected), first: null };
    }
    if (fault !== null) {
      // Twenty runs at most: a busy machine must not make the explanation go missing.
      const first = await this.#firstBadSwitch(entry.policy, calls, fault.seed, Date.now() + allowedMs + SEARCH_MS);
      fault = { ...fault, first };
    }
    const { name, description } = entry;
    return { policy: name, description, calls, runs, wrong, stuck, switches: switches / runs, fault };
  }

  /**
   * The smallest number of switches after which the run is lost even if from then on every thread runs to its end
   * undisturbed. Found by halving: before it everything could still end well, after it nothing does.
   */
  async #firstBadSwitch(policy: BankPolicy, calls: number, seed: number, until: number): Promise<BankFault['first']> {
    const expected = await this.#expect(calls);
    const whole = await this.#job(policy, calls, seed);
    let good = 0;
    let bad = whole.switches;
    if (bad === 0 || isWrong(await this.#job(policy, calls, seed, 0), expected)) return null;
    let at = whole;
    while (bad - good > 1) {
      if (Date.now() > until) return null;
      const middle = (good + bad) >> 1;
      const outcome = await this.#job(policy, calls, seed, middle);
      if (isWrong(outcome, expected)) {
        bad = middle;
        at = outcome;
      } else good = middle;
    }
    if (at.switches !== bad) at = await this.#job(policy, calls, seed, bad);
    if (at.last === null) return null;
    const { from, to, callsEnded } = at.last;
    return { from: this.#place(from), to: this.#place(to), callsEnded, number: bad };
  }

  #place({ thread, call, point }: Place): BankPlace {
    const found = point === null ? null : (this.#bundle?.points[point] ?? null);
    return { thread: thread + 1, call: call + 1, point: found };
  }

  async #job(policy: BankPolicy, calls: number, seed: number, stopAfter = Number.POSITIVE_INFINITY): Promise<Outcome> {
    const worker = this.#worker;
    if (worker === null) throw new Error('no thread');
    const limit = (this.#request.timeLimitMs ?? 10_000) * 2 + LONGEST_RUN_MS;
    const job: BankJob = { threads: this.#threads, calls, policy, seed, stopAfter };
    let reply: BankReply | null = null;
    const listeners = new AbortController();
    const answered = new Promise<void>((resolve, reject) => {
      const on = (event: string, listener: (value: unknown) => void): void => {
        worker.on(event, listener);
        listeners.signal.addEventListener('abort', () => worker.off(event, listener));
      };
      on('message', (message) => {
        reply = message as BankReply;
        resolve();
      });
      on('error', (error) => {
        const memory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(
          memory
            ? new LabProblem('memory-limit', 'The function used more memory than a thread of the lab may have.')
            : new LabProblem('function-threw', `The function threw outside of its call: ${String(error)}`),
        );
      });
      on('exit', () =>
        reject(new LabProblem('crashed', 'The function ended its thread (process.exit?) instead of returning.')),
      );
      worker.postMessage(job);
    });
    try {
      await inTime(answered, timeLimit(limit), limit);
    } finally {
      listeners.abort();
    }
    const given = reply as BankReply | null;
    if (given === null) throw new Error('no answer');
    if (given.type === 'done') return given;
    const loading = given.phase === 'load';
    throw new LabProblem(
      loading ? 'load-failed' : 'function-threw',
      `${loading ? 'The module could not be loaded' : 'The function threw'}: ${given.error}`,
    );
  }

  #say(phase: BenchProgress['phase'], message: string, done = 0, total = 0): void {
    this.#options.onProgress({ phase, message, done, total });
  }
}
