/**
 * States in which nobody is left who could end a wait: all others have ended or wait as well. That proves
 * something only when the program is all there is: a server, a timer that goes on, a caller of what is exported
 * or code that is not among the files could still bring what is waited for.
 */
import type { Place } from '../../../findings/finding.ts';
import type { Agent, PortObj } from '../agent.ts';
import { arrive } from '../natives/ports.ts';
import type { Act } from '../values.ts';
import type { World } from '../world.ts';
import type { SilenceReport, UnwokenReport, Waiter } from './report.ts';

const STEPS = 20_000;

/** Whether everything that can still happen is known. */
export function isClosed(world: World): boolean {
  if (world.outside || world.choices > 0 || world.shortened.size > 0) return false;
  const [main] = world.agents;
  const facts = main === undefined ? undefined : world.factsOf(main.entry);
  if (main === undefined || facts === undefined || facts.exports.length > 0) return false;
  // A page goes on when its script is through.
  if (!facts.imports.some((i) => /worker_threads$/.test(i.from))) return false;
  return world.agents.every((a) => !a.guess && a.failed === undefined && a.handles === 0 && keptUp(a));
}

/** An agent whose end nobody waits for is ended with the program. */
function keptUp(agent: Agent): boolean {
  return agent.worker?.ref !== false;
}

/** A sleeper when all others are done or sleep. */
export function unwoken(world: World, waiter: Waiter): UnwokenReport | undefined {
  const { blocked, agent } = waiter;
  if (blocked.kind !== 'wait' || blocked.buffer === undefined || !isClosed(world)) return undefined;
  if (world.agents.some((a) => a !== agent && !a.main && a.state === 'idle')) return undefined;
  return { k: 'unwoken', waiter, last: world.shadow.lastWriteOf(blocked.buffer, blocked.offset) };
}

interface Listening {
  readonly agent: Agent;
  readonly port: PortObj;
  readonly act: Act;
  readonly at: Place;
}

/** Ports at which an agent awaits its next message. */
function awaited(agent: Agent): readonly Listening[] {
  const out: Listening[] = [];
  for (const port of agent.ports) {
    if (port.closed || port.queue.length > 0) continue;
    for (const listener of port.listeners?.get('message') ?? []) {
      if (listener.once && listener.by !== undefined) out.push({ agent, port, ...listener.by });
    }
  }
  return out;
}

/** Two agents that each await a message of the other, and would send theirs only then. */
export function silent(world: World): SilenceReport | undefined {
  if (!isClosed(world) || world.agents.some((a) => a.state === 'blocked')) return undefined;
  const idle = world.agents.filter((a) => a.state === 'idle');
  for (const agent of idle) {
    for (const mine of awaited(agent)) {
      const { peer } = mine.port;
      const other = peer?.owner;
      if (peer === undefined || other === undefined || other === agent || other.state !== 'idle') continue;
      const theirs = awaited(other).find((l) => l.port === peer);
      if (theirs !== undefined) return crossing(world, mine, theirs);
    }
  }
  return undefined;
}

/** Lets the first have a message and looks whether each then sends the other one. */
function crossing(world: World, mine: Listening, theirs: Listening): SilenceReport | undefined {
  const sends = new Map<PortObj, Place>();
  world.ghost = () => {
    // Nothing of this is evidence.
  };
  world.sent = (to, at) => {
    if (!sends.has(to)) sends.set(to, at);
    if (sends.has(mine.port) && sends.has(theirs.port)) world.over = true;
  };
  arrive(mine.act, mine.port, mine.at);
  world.goOn(STEPS);
  const [toOther, toMe] = [sends.get(theirs.port), sends.get(mine.port)];
  if (toOther === undefined || toMe === undefined) return undefined;
  return {
    k: 'silence',
    members: [
      { agent: mine.agent, at: mine.at, sends: toOther },
      { agent: theirs.agent, at: theirs.at, sends: toMe },
    ],
  };
}
