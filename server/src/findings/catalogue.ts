/**
 * The rule catalogue: ids are public API (settings, suppressions, SARIF), so they live in one
 * place that nothing else may extend silently. One line of meaning each; the long form with
 * examples is `docs/rules/<id>.md`.
 */

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export type RuleFamily = 'between-threads' | 'between-activations' | 'deadlock' | 'blocking' | 'annotations';

export interface RuleMeta {
  readonly id: string;
  readonly family: RuleFamily;
  readonly severity: Severity;
  /** What the rule finds, as one sentence for people. */
  readonly summary: string;
}

const rule = <Id extends string>(
  id: Id,
  family: RuleFamily,
  severity: Severity,
  summary: string,
): RuleMeta & { readonly id: Id } => ({ id, family, severity, summary });

export const CATALOGUE = [
  rule(
    'unlocked-shared-mutation',
    'between-threads',
    'warning',
    'A plain write or read-modify-write of shared memory is unordered with another thread’s access.',
  ),
  rule(
    'unlocked-shared-read',
    'between-threads',
    'warning',
    'A plain read of shared memory races with another thread’s write.',
  ),
  rule(
    'non-atomic-update',
    'between-threads',
    'warning',
    'Separate atomic or separately locked steps make one update or decision, so another party can come between them.',
  ),
  rule(
    'mixed-atomic-access',
    'between-threads',
    'warning',
    'The same bytes are accessed atomically here and plainly, or with another width, there.',
  ),
  rule(
    'inconsistent-locking',
    'between-threads',
    'warning',
    'State is guarded by different locks, or by its lock only sometimes.',
  ),
  rule('use-after-transfer', 'between-threads', 'error', 'A buffer is used after it was transferred away.'),
  rule(
    'race-across-await',
    'between-activations',
    'warning',
    'State that concurrent activations share is read or checked, then written or acted on after an await, without a re-check.',
  ),
  rule(
    'floating-critical-section',
    'between-activations',
    'warning',
    'A critical section is started but not awaited, so the code after it runs while it is still open.',
  ),
  rule(
    'lock-order-inversion',
    'deadlock',
    'error',
    'Locks are taken in a different order by parties that can run at the same time.',
  ),
  rule(
    'self-deadlock',
    'deadlock',
    'error',
    'A non-reentrant lock is acquired again by the party that already holds it.',
  ),
  rule('unreleased-lock', 'deadlock', 'error', 'A path leaves without releasing a lock it took.'),
  rule(
    'wait-cycle',
    'deadlock',
    'error',
    'Threads or promises wait for each other, or for something only the waiter can deliver.',
  ),
  rule(
    'wait-without-recheck',
    'deadlock',
    'warning',
    'A single wait is not repeated although the state can change back or be taken by another.',
  ),
  rule('lost-wakeup', 'deadlock', 'error', 'A wake-up is missing, or comes before the sleeper can see it.'),
  rule(
    'blocking-wait-on-event-loop',
    'deadlock',
    'error',
    'A thread sleeps or spins on the event loop that must deliver its wake-up.',
  ),
  rule(
    'blocking-call',
    'blocking',
    'warning',
    'A synchronous I/O, crypto or process call blocks the event loop below a handler or async path.',
  ),
  rule('blocking-cpu', 'blocking', 'warning', 'Heavy computation runs on the event loop below a handler.'),
  rule('blocking-under-lock', 'blocking', 'warning', 'Slow or blocking work is done while a lock is held.'),
  rule('unused-suppression', 'annotations', 'info', 'A suppression comment no longer suppresses anything.'),
] as const;

export type RuleId = (typeof CATALOGUE)[number]['id'];

const BY_ID: ReadonlyMap<string, RuleMeta> = new Map(CATALOGUE.map((meta) => [meta.id, meta]));

export function ruleMeta(id: RuleId): RuleMeta {
  const meta = BY_ID.get(id);
  if (meta === undefined) throw new Error(`unknown rule ${id}`);
  return meta;
}

export function isRuleId(id: string): id is RuleId {
  return BY_ID.has(id);
}
