/** Lock orders seen in runs that could close to a cycle of agents, each holding what the next one wants. */
import type { Knowledge, LockOrder } from '../knowledge.ts';

export interface PredictedCycle {
  /** `entry#instance:cell`: where each agent should stop until the others hold theirs. */
  readonly at: ReadonlySet<string>;
  readonly cells: ReadonlySet<string>;
}

const MAX_LENGTH = 4;

const who = (order: LockOrder): string => `${order.agent.entry}#${order.agent.instance}`;

export function predictedCycles(knowledge: Knowledge): readonly PredictedCycle[] {
  const edges = [...knowledge.orders.values()].filter(
    (o) => knowledge.book.isLock(o.outer.cell) && knowledge.book.of(o.inner.cell).acquired,
  );
  const from = new Map<string, LockOrder[]>();
  for (const e of edges) from.set(e.outer.cell, [...(from.get(e.outer.cell) ?? []), e]);
  const out = new Map<string, PredictedCycle>();
  const visit = (path: readonly LockOrder[]): void => {
    const last = path.at(-1);
    const first = path[0];
    if (first === undefined || last === undefined || out.size > 32) return;
    for (const next of from.get(last.inner.cell) ?? []) {
      if (path.some((p) => who(p) === who(next) || p.outer.cell === next.outer.cell)) continue;
      const longer = [...path, next];
      if (next.inner.cell === first.outer.cell) {
        if (!gated(longer)) {
          const at = new Set(longer.map((o) => `${who(o)}:${o.outer.cell}`));
          out.set([...at].sort().join(' '), { at, cells: new Set(longer.map((o) => o.outer.cell)) });
        }
      } else if (longer.length < MAX_LENGTH) visit(longer);
    }
  };
  for (const e of edges) visit([e]);
  return [...out.values()].sort((a, b) => a.at.size - b.at.size);
}

/** A lock that all of them hold around the cycle keeps them apart. */
function gated(cycle: readonly LockOrder[]): boolean {
  const [first, ...rest] = cycle;
  const inCycle = new Set(cycle.map((o) => o.outer.cell));
  return (first?.gates ?? []).some((g) => !inCycle.has(g) && rest.every((o) => o.gates.includes(g)));
}
