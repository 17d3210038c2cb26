/**
 * The convoy effect (bpo-7946): a thread that is back from a short wait finds the lock with one that computes, and has to
 * wait out the switch interval, every time.
 */
import { simulate, type SimSegment } from './simulate.ts';

/** What a sleep of one millisecond takes with its timer, and the computing between two of them, in milliseconds. */
const SLEEP_MS = 1.06;
const BETWEEN_MS = 0.01;
const STEPS = 100;

export const CONVOY_INTERVALS = [0.1, 1, 5, 10] as const;
export const CONVOY_COMPANY = [0, 1, 2, 4] as const;

/** @returns milliseconds that one step of the sleeping thread takes beside `computing` others */
export function convoyStep(computing: number, intervalMs: number, cores: number): number {
  const sleeper = Array.from({ length: STEPS }, (): SimSegment => ({ cpu: BETWEEN_MS, wait: SLEEP_MS, locked: true }));
  const others = Array.from({ length: computing }, (): SimSegment[] => [{ cpu: 1e6, wait: 0, locked: true }]);
  const policy = { kind: 'interval', ms: intervalMs } as const;
  return simulate({ threads: [sleeper, ...others], cores, policy, until: 0 }).ms / STEPS;
}
