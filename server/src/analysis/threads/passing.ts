/** How time passes: timers that fire, sleepers whose time is up, loops that end by themselves sooner or later. */
import type { Agent } from './agent.ts';
import type { World } from './world.ts';

/** Virtual milliseconds: what is that far off happens after what users do. */
export const FAR_AWAY = 10_000;

/** Now and then the time of a sleeper is up although others could still wake it. */
export function expire(world: World): void {
  for (const { state, blocked } of world.agents) {
    if (state === 'blocked' && blocked?.timeout === true && blocked.woken === undefined && world.random() < 0.05)
      blocked.woken = 'timed-out';
  }
}

/** Something will happen by itself before long. */
export function expects(world: World): boolean {
  return world.agents.some((a) => a.state === 'idle' && a.timers.some((t) => t.due - a.now < FAR_AWAY));
}

/** When nobody can go on: time passes. Returns false when nothing ever happens again. */
export function unstick(world: World): boolean {
  const sleepers = world.agents.filter((a) => a.state === 'idle' && a.timers.length > 0);
  if (sleepers.length > 0) {
    const agent = sleepers[Math.floor(world.random() * sleepers.length)];
    if (agent !== undefined) fireTimer(world, agent);
    return true;
  }
  const timed = world.agents.filter((a) => a.blocked?.timeout === true && a.state === 'blocked');
  const first = timed[Math.floor(world.random() * timed.length)];
  if (first?.blocked !== undefined) {
    first.blocked.woken = 'timed-out';
    return true;
  }
  for (const a of world.agents) {
    if (a.state === 'blocked' && a.blocked?.kind === 'spin' && a.blocked.bounded && a.blocked.resumed < 40) {
      a.blocked.resumed++;
      a.blocked.woken = 'ok';
      return true;
    }
  }
  return false;
}

export function fireTimer(world: World, agent: Agent): void {
  let next = agent.timers[0];
  for (const t of agent.timers)
    if (next === undefined || t.due < next.due || (t.due === next.due && t.id < next.id)) next = t;
  if (next === undefined) return;
  agent.now = Math.max(agent.now, next.due);
  agent.timers.splice(agent.timers.indexOf(next), 1);
  next.fired++;
  if (next.every !== undefined && next.fired < 3) {
    agent.timers.push({ ...next, due: next.due + next.every });
  } else if (next.every !== undefined && next.ref) {
    // It is not followed any further, but it keeps its thread alive.
    agent.handles++;
  }
  agent.macro.push({ clock: undefined, run: next.run });
}
