/**
 * Start of the thread in which bank mode runs user code: every run loads the module anew, so that each begins with
 * the same state, and answers with the totals that it ended with. The process around it keeps the time.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { STEP_RUNTIME, call, forgetSleepers, someSleepTimed } from './bank/runtime.ts';
import { createSchedule, type Place, type Steps, type Wait } from './bank/schedule.ts';
import { totalsOf } from './bank/totals.ts';
import type { BankPolicy } from './bank/types.ts';
import { mulberry32 } from './model/random.ts';
import { describe, discardOutput, pretendToBeTheMainThread } from './runners/runtime.ts';

export interface BankSetup {
  readonly bundle: string;
  /** Of every point, whether it is a jump. */
  readonly jumps: Uint8Array;
}

export interface BankJob {
  readonly threads: number;
  readonly calls: number;
  readonly policy: BankPolicy;
  readonly seed: number;
  readonly stopAfter: number;
}

export type BankReply =
  | {
      readonly type: 'done';
      readonly totals: ReadonlyMap<string, string>;
      readonly before: ReadonlyMap<string, string>;
      /** Null when no invariant was given. */
      readonly holds: boolean | null;
      readonly calls: number;
      readonly steps: number;
      readonly switches: number;
      readonly last: { readonly from: Place; readonly to: Place; readonly callsEnded: number } | null;
      readonly stuck: boolean;
      readonly isAsync: boolean;
      readonly ms: number;
    }
  | { readonly type: 'failed'; readonly phase: 'load' | 'call'; readonly error: string };

type Access = (
  thread?: number,
  call?: number,
  self?: unknown,
) => readonly [fn: unknown, self: unknown, args: readonly unknown[]];

interface Registered {
  readonly access: Access;
  readonly state: () => Readonly<Record<string, unknown>>;
  readonly invariant: ((self: unknown, results: readonly unknown[]) => unknown) | null;
}

// Read before user code is told that this is the main thread.
const port = parentPort;
const setup = workerData as BankSetup;
let registered: Registered | null = null;
let loads = 0;

Object.assign(globalThis, STEP_RUNTIME, {
  __il_register: (
    access: Access,
    state: Registered['state'] = () => ({}),
    invariant: Registered['invariant'] = null,
  ) => {
    registered = { access, state, invariant };
  },
});
process.setSourceMapsEnabled(true);
pretendToBeTheMainThread();
discardOutput();

async function runJob(job: BankJob): Promise<BankReply> {
  forgetSleepers();
  Math.random = mulberry32(job.seed ^ 0x5eed);
  registered = null;
  let loaded: Registered | null;
  try {
    await import(`${pathToFileURL(setup.bundle).href}?run=${++loads}`);
    loaded = registered as Registered | null;
    if (loaded === null) throw new Error('the module ended before its last line');
  } catch (error) {
    return { type: 'failed', phase: 'load', error: describe(error) };
  }
  const { access, state, invariant } = loaded;
  try {
    const [, self] = access(0, 0);
    const before = totalsOf({ ...state(), ...(isObject(self) ? { this: self } : {}) });
    let isAsync = false;
    let waiting = 0;
    const began = performance.now();
    const schedule = createSchedule(
      {
        ...job,
        begin: function* (thread, number): Steps {
          const [fn, receiver, args] = access(thread, number, self);
          const value = yield* call(fn, receiver, args);
          if (!isThenable(value)) return value;
          isAsync = true;
          const settled = { is: false, value: undefined as unknown, error: undefined as unknown, failed: false };
          waiting++;
          value.then(
            (result) => Object.assign(settled, { is: true, value: result }),
            (error: unknown) => Object.assign(settled, { is: true, error, failed: true }),
          );
          const pause: Wait = { ready: () => settled.is };
          yield pause;
          waiting--;
          if (settled.failed) throw settled.error;
          return settled.value;
        },
      },
      (point) => setup.jumps[point] === 1,
    );
    let stuck = false;
    while (schedule.advance()) {
      if (waiting === 0 && !someSleepTimed()) {
        stuck = true;
        break;
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { results, steps, switches, last } = schedule.finish();
    return {
      type: 'done',
      totals: totalsOf({ ...state(), ...(isObject(self) ? { this: self } : {}) }, results),
      before,
      calls: job.calls,
      holds: invariant === null ? null : Boolean(invariant(self, results)),
      steps,
      switches,
      last,
      stuck,
      isAsync,
      ms: performance.now() - began,
    };
  } catch (error) {
    return { type: 'failed', phase: 'call', error: describe(error) };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof (value as { then?: unknown }).then === 'function';
}

port?.on('message', (job: BankJob) => {
  void runJob(job).then((reply) => port?.postMessage(reply));
});
