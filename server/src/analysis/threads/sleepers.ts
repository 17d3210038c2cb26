/**
 * Sleepers that wake up: until one looks again at what made it wait, it acts on what it believed before. When
 * it changes that state although the state still says "wait", the wait has no loop around it.
 */
import type { Agent } from './agent.ts';
import type { Guard, Woken } from './knowledge.ts';
import { cellKey } from './memory.ts';
import { controlOf } from './ops.ts';
import { siteKey, type Access } from './shadow.ts';
import { isPrim, plain } from './values.ts';

/** Accesses after which a sleep is forgotten. */
const MEMORY = 60;

/** From here until it looks again, the agent acts on what it believed before it slept. */
export function wokeUp(agent: Agent): void {
  const b = agent.blocked;
  if (b?.buffer === undefined || agent.guess) return;
  const guards = new Map<string, Guard>();
  for (const read of controlOf(b.act)) {
    if (read.view === undefined || read.kind === 'write' || !isPrim(plain(read.value))) continue;
    const { buffer, start, end, view, value, site } = read;
    guards.set(cellKey(buffer, start), { buffer, start, end, view, value: plain(value), site });
  }
  agent.woken = {
    site: b.site,
    act: b.act,
    buffer: b.buffer,
    offset: b.offset,
    guards: [...guards.values()].map((guard) => ({ guard, stale: false })),
    left: MEMORY,
  };
  lookAround(agent.woken);
}

/** Whether what it believed still holds, now that it can run. */
export function lookAround(woken: Woken): void {
  for (const g of woken.guards) {
    const { buffer, start, view, value } = g.guard;
    g.stale = plain(buffer.read(start, view)) === value;
  }
}

/** The agent's next accesses after a sleep: does it look again before it acts? */
export function afterSleep(access: Access, conditional: boolean): void {
  const { agent } = access;
  const { woken } = agent;
  if (woken === undefined) return;
  if (--woken.left <= 0) {
    agent.woken = undefined;
    return;
  }
  const hit = woken.guards.find(
    ({ guard }) => guard.buffer === access.buffer && guard.start < access.end && access.start < guard.end,
  );
  if (hit === undefined) return;
  agent.woken = undefined;
  if (access.kind === 'read' || conditional || !hit.stale || agent.guess) return;
  const { waits } = agent.world.knowledge;
  const key = siteKey(woken.site);
  if (waits.has(key)) return;
  const { site, act, buffer, offset } = woken;
  waits.set(key, { site, act, agent, cell: cellKey(buffer, offset), acted: access, guard: hit.guard });
}
