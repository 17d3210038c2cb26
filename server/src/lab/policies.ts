/**
 * The names of the lock policies, as they are written on the command line and in a report.
 *
 * What they mean in CPython:
 * - `ticks:N`: up to 3.1 the interpreter counted byte codes and at every N-th (`sys.setcheckinterval`, 100) released
 *   the lock and at once asked for it again (`Python/ceval.c`, `_Py_Ticker`). Nothing made it wait for another thread.
 * - `interval:Tms`: from 3.2 a waiter that got nothing for T (`sys.setswitchinterval`, 5 ms) sets a drop request; the
 *   holder sees it at function entry and at backward jumps, releases, and waits until somebody else has taken the lock
 *   (`Python/ceval_gil.c`, `take_gil`, `drop_gil`, FORCE_SWITCHING).
 * - `none`: no interpreter lock (PEP 703).
 */
import { LabProblem, type GilPolicy } from './types.ts';

export const DEFAULT_POLICY: GilPolicy = { kind: 'interval', ms: 5 };

/**
 * How long one tick lasts under `ticks`. A JavaScript engine has no byte code counter that a program can read, and
 * compiled code runs a "byte code" in well under a nanosecond, so a tick is a stretch of running time instead: about
 * what one byte code took in CPython (30 ns on the machines of today, 3 microseconds for the default 100).
 */
export const TICK_NANOSECONDS = 30;

/** Reads `ticks:100`, `interval:5ms`, `interval:0.1ms` or `none`. @throws {LabProblem} `bad-request` otherwise. */
export function parsePolicy(text: string): GilPolicy {
  const word = text.trim().toLowerCase();
  if (word === 'none') return { kind: 'none' };
  const ticks = /^ticks(?::(\d+))?$/.exec(word);
  if (ticks) {
    const count = Number(ticks[1] ?? 100);
    if (count >= 1) return { kind: 'ticks', ticks: count };
  }
  const interval = /^interval(?::(\d+(?:\.\d+)?)(ms|us|s)?)?$/.exec(word);
  if (interval) {
    const unit = interval[2] ?? 'ms';
    const ms = Number(interval[1] ?? 5) * (unit === 's' ? 1000 : unit === 'us' ? 0.001 : 1);
    if (ms >= 0.001 && ms <= 10_000) return { kind: 'interval', ms };
  }
  throw new LabProblem('bad-request', `"${text}" is no lock policy: write ticks:100, interval:5ms or none.`);
}

export function formatPolicy(policy: GilPolicy): string {
  switch (policy.kind) {
    case 'ticks':
      return `ticks:${policy.ticks}`;
    case 'interval':
      return `interval:${policy.ms}ms`;
    case 'none':
      return 'none';
  }
}
