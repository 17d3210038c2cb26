/**
 * Updates made of steps: a value was read, somebody else wrote it, and a write that depends on the read went
 * ahead. Silent where the race of one of the steps is reported anyway, and where the outcome is looked at.
 */
import { siteKey, type Torn } from '../shadow.ts';
import type { WaitSite } from '../knowledge.ts';
import type { TornReport } from './report.ts';

export interface TornInput {
  readonly torn: ReadonlyMap<string, Torn>;
  readonly decided: ReadonlyMap<string, ReadonlySet<unknown>>;
  /** Sites of reported races. */
  readonly racy: ReadonlySet<string>;
  readonly waits: Iterable<WaitSite>;
}

export function tornUpdates({ torn, decided, racy, waits }: TornInput): readonly TornReport[] {
  const out = new Map<string, TornReport>();
  const acted = new Set([...waits].map((w) => siteKey(w.acted.site)));
  for (const [pair, t] of torn) {
    if (acted.has(siteKey(t.write.site))) continue;
    // A write that happens whatever was read was not decided by it.
    if (!t.data && t.write.kind === 'write' && (decided.get(pair)?.size ?? 0) > 1) continue;
    if (racy.has(siteKey(t.read.site)) || racy.has(siteKey(t.write.site))) continue;
    // `if (load(next) < n) { i = add(next, 1); if (i >= n) ... }` looks again at what it got.
    if (!t.data && t.write.kind === 'update' && t.write.atomic && t.write.tested) continue;
    const key = siteKey(t.write.site);
    const known = out.get(key);
    if (known === undefined || (t.data && !known.torn.data)) out.set(key, { k: 'torn', torn: t });
  }
  return [...out.values()];
}
