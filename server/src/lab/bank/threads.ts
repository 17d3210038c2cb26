/**
 * Bank mode for a function that starts worker threads of its own: they share raw memory, so they can be run for real,
 * each policy being the lock that they all take. What must come out is what comes out when the lock is never asked
 * for: then one thread runs to its end after another.
 */
import { join } from 'node:path';
import { bundleTarget } from '../bundle.ts';
import { formatPolicy } from '../policies.ts';
import { ThreadPool } from '../runners/threads.ts';
import { LabProblem, type GilPolicy } from '../types.ts';
import { agreed, isWrong, valuesOf, type Ended, type Expectation } from './judge.ts';
import type { BankFault, BankReport, BankRequest, BankRow } from './types.ts';

export interface ThreadsOptions {
  readonly entries: string;
  readonly temporary: string;
  readonly budgetMs: number;
  readonly say: (message: string, done: number, total: number) => void;
}

const POLICIES: readonly { readonly policy: GilPolicy; readonly description: string }[] = [
  { policy: { kind: 'none' }, description: 'no lock: the threads run at the same time' },
  { policy: { kind: 'ticks', ticks: 100 }, description: 'CPython up to 3.1: the lock is let go every 100 byte codes' },
  {
    policy: { kind: 'interval', ms: 5 },
    description: 'CPython 3.2 to 3.9: a switch every 5 ms, also inside statements',
  },
];

/** Nobody waits so long: every thread keeps the lock until it ends or waits for something else. */
const ONE_AFTER_ANOTHER: GilPolicy = { kind: 'interval', ms: 1e6 };
const BASE_RUNS = 3;
/** A run that takes so much longer than one thread after another is stuck. */
const STUCK_FACTOR = 20;
const LEAST_STUCK_MS = 3000;

interface ThreadsEnded extends Ended {
  readonly before: ReadonlyMap<string, string>;
  readonly switches: number;
  readonly ms: number;
}

export async function runThreads(
  request: BankRequest,
  text: string,
  options: ThreadsOptions,
): Promise<Pick<BankReport, 'rows' | 'totals'>> {
  const outFile = join(options.temporary, 'threads.mjs');
  const { file, target, args, invariant, timeLimitMs = 10_000, memoryMb = 512 } = request;
  const bundle = await bundleTarget({ file, text, target, args, invariant, outFile, form: 'checkpoints', bank: true });

  /** A pool of its own for every run, so that the module begins anew. */
  const once = async (policy: GilPolicy, limitMs: number): Promise<ThreadsEnded> => {
    const { pool } = await ThreadPool.create({
      entry: join(options.entries, 'lab-worker.cjs'),
      setup: {
        bundle: outFile,
        strips: bundle.strips,
        isGenerator: bundle.plan.isGenerator,
        guestEntry: join(options.entries, 'lab-guest.cjs'),
        firstGuest: 1,
      },
      size: 1,
      memoryMb,
      loadLimitMs: timeLimitMs,
    });
    try {
      const run = await pool.run({ parties: 1, calls: 1, policy, kind: 'judge', limitMs });
      const judged = run.results[0]?.judged;
      if (!judged) throw new Error('no judgement');
      return { ...judged, stuck: false, switches: run.switches, ms: run.seconds * 1000 };
    } finally {
      await pool.close();
    }
  };

  const base: ThreadsEnded[] = [];
  for (let run = 0; run < BASE_RUNS; run++) {
    options.say('Running one thread after another', 0, POLICIES.length);
    base.push(await once(ONE_AFTER_ANOTHER, timeLimitMs));
  }
  const expected: Expectation = { before: base[0]?.before ?? new Map(), totals: agreed(base) };
  if (base.some(({ holds }) => holds === false)) {
    throw new LabProblem('bad-request', 'The invariant is false even when one thread runs after another.');
  }
  if (expected.totals.size === 0 && base[0]?.holds === null) {
    throw new LabProblem(
      'bad-request',
      'Nothing can be compared: the function leaves no state and no result whose total is always the same. ' +
        'Say what must hold with --invariant or an @invariant tag.',
    );
  }
  const slowest = Math.max(...base.map(({ ms }) => ms));
  const limit = Math.min(timeLimitMs, Math.max(LEAST_STUCK_MS, slowest * STUCK_FACTOR));
  const rows: BankRow[] = [];
  for (const [index, { policy, description }] of POLICIES.entries()) {
    const name = formatPolicy(policy);
    options.say(`Running ${name}`, index, POLICIES.length);
    const started = Date.now();
    const allowed = options.budgetMs / POLICIES.length;
    let [runs, wrong, stuck, switches] = [0, 0, 0, 0];
    let fault: BankFault | null = null;
    for (; runs < (request.runs ?? 20) && (runs === 0 || Date.now() - started < allowed); runs++) {
      const ended = await once(policy, limit).catch((error: unknown) => {
        if (error instanceof LabProblem && error.code === 'time-limit') return null;
        throw error;
      });
      switches += ended?.switches ?? 0;
      if (ended === null) stuck++;
      if (ended !== null && !isWrong(ended, expected)) continue;
      wrong++;
      fault ??= { run: runs + 1, seed: 0, values: ended === null ? [] : valuesOf(ended, expected), first: null };
    }
    rows.push({ policy: name, description, calls: 1, runs, wrong, stuck, switches: switches / runs, fault });
  }
  const after = [...expected.totals].map(([total, value]) => ({
    name: total,
    before: expected.before.get(total) ?? '-',
    after: value,
  }));
  return { rows, totals: after };
}
