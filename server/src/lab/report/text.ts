/** Words and numbers as people write them, shared by all forms of the report. */
import type { Mode } from '../types.ts';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** 1.23 s, 4.5 ms, 678 us: three digits and the unit that fits. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 1) return `${seconds.toPrecision(3)} s`;
  if (size >= 1e-3) return `${(seconds * 1e3).toPrecision(3)} ms`;
  return size === 0 ? '0' : `${(seconds * 1e6).toPrecision(3)} \u00b5s`;
}

export const MODE_NAMES: Readonly<Record<Mode, string>> = {
  non_threaded: 'one thread',
  threaded: 'threads under the lock',
  free_threads: 'free threads',
  processes: 'processes',
};
