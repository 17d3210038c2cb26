/**
 * Tries out, on a stuck state that is not needed any more, what would set the flag an agent waits for:
 * either jobs of its own event loop, which cannot run while it sleeps, or another agent that first needs
 * something this one does after its wait. Finding the write proves the circle.
 */
import type { Agent, Blocked } from '../agent.ts';
import { VIEW_KINDS, cellKey, type BufferObj } from '../memory.ts';
import type { Access } from '../shadow.ts';
import type { Token } from '../tokens.ts';
import { Thrown, plain, type Gen } from '../values.ts';
import type { World } from '../world.ts';

interface Sleeper {
  readonly agent: Agent;
  readonly blocked: Blocked;
  readonly buffer: BufferObj;
  readonly cell: string;
}

const STEPS = 20_000;

/** Lets the world go on until somebody writes the cell. */
function watch(world: World, sleeper: Sleeper, who: (access: Access) => boolean): Access | undefined {
  let found: Access | undefined;
  const { offset } = sleeper.blocked;
  world.ghost = (access) => {
    if (found !== undefined || access.kind === 'read' || access.buffer !== sleeper.buffer) return;
    if (access.start <= offset && offset < access.end && who(access)) {
      found = access;
      world.over = true;
    }
  };
  world.goOn(STEPS);
  return found;
}

function* jobsOf(world: World, agent: Agent): Gen<void> {
  try {
    yield* world.loop(agent, function* () {
      // The script itself stays where it is.
    });
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
  }
}

function pendingOf(agent: Agent): string | undefined {
  if (agent.micro.length > 0) return 'a promise job';
  if (agent.macro.length > 0) return 'an event';
  return agent.timers.length > 0 ? 'a timer or a result' : undefined;
}

/** Runs the jobs that wait on an agent's event loop while its script stays where it is. */
function withItsJobs<T>(world: World, agent: Agent, run: () => T): T {
  const { gen, blocked } = agent;
  agent.gen = jobsOf(world, agent);
  agent.state = 'ready';
  agent.blocked = undefined;
  const result = run();
  agent.gen = gen;
  agent.state = 'blocked';
  agent.blocked = blocked;
  return result;
}

/** For a loop over variables: whether a job of the agent's own event loop would end it. */
export function ifJobsChangedIt(world: World, agent: Agent, still: () => boolean): string | undefined {
  const pending = pendingOf(agent);
  if (pending === undefined) return undefined;
  return withItsJobs(world, agent, () => {
    world.ghost = () => {
      // Nothing of this is evidence.
    };
    world.goOn(STEPS);
    return still() ? undefined : pending;
  });
}

export function ifItsLoopRan(
  world: World,
  sleeper: Sleeper,
): { readonly pending: string; readonly write: Access } | undefined {
  const { agent } = sleeper;
  const pending = pendingOf(agent);
  if (pending === undefined) return undefined;
  const write = withItsJobs(world, agent, () => watch(world, sleeper, () => true));
  return write === undefined ? undefined : { pending, write };
}

/** Somebody waits for a lock that the sleeper keeps: would the wake-up come if it had given it back? */
export function ifItLetGo(
  world: World,
  sleeper: Sleeper,
  next: { readonly blocked: Blocked },
  token: Token,
): Access | undefined {
  const free = plain(token.from);
  const kind = VIEW_KINDS.get(typeof free === 'bigint' ? 'BigInt64Array' : 'Int32Array');
  if (kind === undefined || (typeof free !== 'number' && typeof free !== 'bigint')) return undefined;
  token.buffer.write(token.offset, kind, free);
  world.memVersion++;
  next.blocked.woken = 'ok';
  return watch(world, sleeper, (access) => access.agent !== sleeper.agent);
}

export function ifItWentOn(world: World, sleeper: Sleeper): { readonly write: Access } | undefined {
  const { agent, blocked, buffer } = sleeper;
  const expected = plain(blocked.expected);
  const kind = VIEW_KINDS.get(typeof expected === 'bigint' ? 'BigInt64Array' : 'Int32Array');
  if (kind === undefined) return undefined;
  const written = [...(world.knowledge.book.cells.get(cellKey(buffer, blocked.offset))?.written ?? [])];
  const value =
    written.find((v) => v !== expected) ?? (typeof expected === 'bigint' ? expected + 1n : expected === 0 ? 1 : 0);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  buffer.write(blocked.offset, kind, value);
  world.memVersion++;
  blocked.woken = 'ok';
  const write = watch(world, sleeper, (access) => access.agent !== agent);
  return write === undefined ? undefined : { write };
}
