/**
 * States from which nothing goes on any more: who waits for which cell, and who holds it. A cell that was
 * taken is a lock and its holder explains the wait; a cell that nobody holds is a flag, and then it is tried
 * out (`what-if.ts`) what would have set it. What was cut short or guessed explains nothing.
 */
import type { Agent } from '../agent.ts';
import { VIEW_KINDS, cellKey, type BufferObj } from '../memory.ts';
import { leftByUser, type Token } from '../tokens.ts';
import { plain } from '../values.ts';
import { siteKey } from '../shadow.ts';
import type { World } from '../world.ts';
import type { Knowledge } from '../knowledge.ts';
import { calledFrom } from '../acts.ts';
import { leadsTo, takenAt, waitedAt } from './frames.ts';
import type {
  CycleReport,
  EventLoopReport,
  LostWakeupReport,
  SelfReport,
  StuckReport,
  UnreleasedReport,
  WaitCycleReport,
  Waiter,
} from './report.ts';
import { namedCycle } from './named-locks.ts';
import { silent, unwoken } from './silence.ts';
import { ifItLetGo, ifItsLoopRan, ifItWentOn, ifJobsChangedIt } from './what-if.ts';

/** A lock that one agent alone cannot take twice needs no second one to get stuck. */
export function essential(reports: readonly StuckReport[]): readonly StuckReport[] {
  const own = new Set(reports.flatMap((r) => (r.k === 'self' ? [r.token.cell] : [])));
  return reports.filter(
    (r) =>
      r.k !== 'wait-cycle' ||
      r.because !== 'permits' ||
      !r.waiter.held.some((t) => own.has(t.cell) && t.cell === cellOf(r.waiter)),
  );
}

function cellOf({ blocked }: Waiter): string | undefined {
  return blocked.buffer === undefined ? undefined : cellKey(blocked.buffer, blocked.offset);
}

/** The same defect in another run. */
export function stuckKey(knowledge: Knowledge, r: StuckReport): string {
  const of = (w: Waiter): string => siteKey(waitedAt(knowledge, w.blocked).at);
  switch (r.k) {
    case 'cycle':
      return `cycle ${r.members
        .map((m) => of(m))
        .sort()
        .join(' ')}`;
    case 'named-cycle':
      return `named-cycle ${r.members
        .map((m) => siteKey(m.wants.site))
        .sort()
        .join(' ')}`;
    case 'self':
      return `self ${of(r.waiter)} ${siteKey(takenAt(knowledge, r.token).at)}`;
    case 'unreleased':
      return `unreleased ${siteKey(takenAt(knowledge, r.token).at)}`;
    case 'lost-wakeup':
      return `lost ${siteKey(r.write?.site ?? r.waiter.blocked.site)}`;
    case 'silence':
      return `silence ${r.members
        .map((m) => siteKey(m.at))
        .sort()
        .join(' ')}`;
    case 'unwoken':
    case 'event-loop':
    case 'wait-cycle':
      return `${r.k} ${siteKey(r.waiter.blocked.site)}`;
  }
}

interface Wait extends Waiter {
  readonly buffer: BufferObj;
  readonly cell: string;
  /** Holders of the cell, when it is a lock. */
  readonly holders: readonly Token[];
}

export function stuckStates(world: World): readonly StuckReport[] {
  const reports = stuckReports(world);
  return world.user === undefined ? reports : reports.filter((r) => !isOfUser(world.knowledge, r));
}

/** Locks that the user of a library holds from an earlier call. */
function isOfUser(k: Knowledge, r: StuckReport): boolean {
  if (r.k === 'cycle')
    return r.members.some((m) => leftByUser(k, m.wants, m.wants.agent.blocked?.act ?? m.blocked.act));
  if (r.k === 'silence' || r.k === 'named-cycle') return false;
  const held = r.k === 'self' || r.k === 'unreleased' ? [r.token] : r.waiter.held;
  return held.some((t) => leftByUser(k, t, r.waiter.blocked.act));
}

function stuckReports(world: World): readonly StuckReport[] {
  if (!world.quiet || world.aborted) return [];
  const waits = world.agents.flatMap((agent) => waitOf(world, agent) ?? []);
  if (waits.length === 0)
    return [namedCycle(world), lostInLoops(world), silent(world)].flatMap((r) => r ?? []).slice(0, 1);
  const out: StuckReport[] = [...cycles(waits)];
  for (const wait of waits) {
    if (wait.holders.length > 0) {
      const report = heldUp(world, wait);
      if (report !== undefined) out.push(report);
    }
  }
  // Flags come last: looking for what would set them changes the state.
  const flags = waits.filter((w) => w.holders.length === 0);
  for (const wait of flags) {
    const lost = changedUnnoticed(world, wait);
    if (lost !== undefined) out.push(lost);
  }
  if (out.length > 0) return out;
  const left = flags.flatMap((wait) => unwoken(world, wait) ?? []);
  for (const wait of flags) {
    const why = explainFlag(world, wait, waits);
    if (why !== undefined) return [why];
  }
  return left;
}

function waitOf(world: World, agent: Agent): Wait | undefined {
  const { blocked } = agent;
  if (agent.state !== 'blocked' || blocked === undefined || agent.guess) return undefined;
  if (blocked.kind === 'loop' || blocked.buffer === undefined || blocked.timeout || blocked.bounded) return undefined;
  const cell = cellKey(blocked.buffer, blocked.offset);
  world.tokens.waits(agent, cell);
  const all = world.tokens.holders(cell).filter((t) => !t.agent.guess);
  const holders = all.filter((t) => isLockWait(world, agent, t));
  // Whoever holds a lock explains the wait; who would have set a flag may have been cut short.
  if (holders.length === 0 && world.shortened.has(cell)) return undefined;
  return { agent, blocked, held: agent.tokens, buffer: blocked.buffer, cell, holders };
}

/** Whether the agent waits to take the cell, rather than for an answer in a cell that it set itself. */
function isLockWait(world: World, agent: Agent, token: Token): boolean {
  const { handed, released } = world.knowledge.book.of(token.cell);
  if (handed && !released) return false;
  const attempt = agent.attempts.get(token.cell);
  if (attempt !== undefined && attempt > token.seq) return true;
  if (!world.knowledge.book.isLock(token.cell)) return false;
  if (token.agent !== agent) return true;
  const blocked = agent.blocked;
  return blocked !== undefined && waitedAt(world.knowledge, blocked).at !== blocked.site;
}

/** Loops over variables of their own thread that only a job of its own event loop would change. */
function lostInLoops(world: World): EventLoopReport | undefined {
  if (world.agents.some((a) => a.guess)) return undefined;
  for (const agent of world.agents) {
    const { blocked } = agent;
    if (agent.state !== 'blocked' || blocked?.still === undefined) continue;
    const pending = ifJobsChangedIt(world, agent, blocked.still);
    if (pending !== undefined)
      return { k: 'event-loop', waiter: { agent, blocked, held: agent.tokens }, pending, deliverer: undefined };
  }
  return undefined;
}

function cycles(waits: readonly Wait[]): CycleReport[] {
  const out: CycleReport[] = [];
  const seen = new Set<Agent>();
  for (const start of waits) {
    const path: (Wait & { wants: Token })[] = [];
    let at: Wait | undefined = start;
    while (at !== undefined && !seen.has(at.agent)) {
      const back = path.findIndex((p) => p.agent === at?.agent);
      if (back >= 0) {
        const members = path.slice(back);
        if (members.length > 1) {
          for (const m of members) seen.add(m.agent);
          out.push({ k: 'cycle', members });
        }
        break;
      }
      // Who is inside already waits for itself, or for another permit.
      const inside = at.holders.some((t) => t.agent === at?.agent);
      const wants: Token | undefined = inside ? undefined : at.holders[0];
      if (wants === undefined) break;
      path.push({ ...at, wants });
      at = waits.find((w) => w.agent === wants.agent);
    }
  }
  return out;
}

/** A lock whose holder is not itself in a queue for a lock. */
function heldUp(world: World, wait: Wait): SelfReport | UnreleasedReport | WaitCycleReport | undefined {
  const own = wait.holders.find((t) => t.agent === wait.agent);
  const { knowledge } = world;
  if (own !== undefined) {
    const frame = takenAt(knowledge, own).act;
    const others = wait.holders.filter((t) => t.agent !== wait.agent);
    // Several are inside, and one of them could make room.
    const [other] = others;
    if (other !== undefined && other.agent.state === 'blocked' && calledFrom(wait.blocked.act, frame))
      return { k: 'wait-cycle', waiter: wait, other: other.agent, because: 'permits', at: undefined, from: undefined };
    const again = waitedAt(knowledge, wait.blocked);
    // At the very place where it took the lock the last time round.
    if (again.act === frame && siteKey(again.at) === siteKey(takenAt(knowledge, own).at))
      return { k: 'unreleased', token: own, waiter: wait, why: 'again' };
    if (calledFrom(wait.blocked.act, frame)) return { k: 'self', waiter: wait, token: own };
    return { k: 'unreleased', token: own, waiter: wait, why: 'left' };
  }
  const [token] = wait.holders;
  if (token === undefined) return undefined;
  const holder = token.agent;
  if (holder.state === 'done') {
    return { k: 'unreleased', token, waiter: wait, why: holder.failed === undefined ? 'ended' : 'threw' };
  }
  if (holder.state !== 'idle') return undefined;
  const frame = takenAt(knowledge, token).act;
  if (frame.done && frame.fn.kind !== 'module') return { k: 'unreleased', token, waiter: wait, why: 'left' };
  const awaiting = awaitingIn(frame);
  if (awaiting === undefined) return undefined;
  return { k: 'wait-cycle', waiter: wait, other: holder, because: 'holds', at: awaiting, from: undefined };
}

function awaitingIn(frame: {
  readonly awaiting: Wait['blocked']['site'] | undefined;
}): Wait['blocked']['site'] | undefined {
  return frame.awaiting;
}

function valueNow(wait: Wait): unknown {
  const expected = plain(wait.blocked.expected);
  const kind = VIEW_KINDS.get(typeof expected === 'bigint' ? 'BigInt64Array' : 'Int32Array');
  return kind === undefined ? expected : plain(wait.buffer.read(wait.blocked.offset, kind));
}

function changedUnnoticed(world: World, wait: Wait): LostWakeupReport | undefined {
  if (wait.blocked.kind !== 'wait') return undefined;
  const expected = plain(wait.blocked.expected);
  const notify = world.notifies.get(wait.cell);
  if (valueNow(wait) === expected) {
    // Told, but nothing to see: whoever is not asleep yet misses it.
    const write = world.shadow.lastWriteOf(wait.buffer, wait.blocked.offset);
    if (notify === undefined || notify.act.agent === wait.agent || write !== undefined) return undefined;
    if (world.agents.some((a) => a.guess)) return undefined;
    return { k: 'lost-wakeup', waiter: wait, write: undefined, notify };
  }
  const { offset, seq } = wait.blocked;
  // The change that it slept for; what its successors did with it is another matter.
  const write = world.shadow.firstWriteSince(wait.agent, wait.buffer, offset, seq);
  if (write === undefined || write.guess) return undefined;
  return { k: 'lost-wakeup', waiter: wait, write, notify };
}

/**
 * In the use of a library: those other threads that change the cell in some run have all come to their end, and
 * in order. On the way that they took they end without a word.
 */
function endedBefore(world: World, wait: Wait): Agent | undefined {
  if (world.user === undefined || wait.blocked.kind !== 'wait' || valueNow(wait) !== plain(wait.blocked.expected))
    return undefined;
  const { writers } = world.knowledge.book.of(wait.cell);
  const deliverers = world.agents.filter((a) => a !== wait.agent && writers.has(a.entry));
  // When the main thread ends is for the one to say who uses it.
  const inOrder = (a: Agent): boolean =>
    !a.main && a.state === 'done' && a.failed === undefined && (a.exitCode ?? 0) === 0;
  return deliverers.every(inOrder) ? deliverers[0] : undefined;
}

/** Nobody holds the cell and nobody changed it: who would have? */
function explainFlag(
  world: World,
  wait: Wait,
  waits: readonly Wait[],
): EventLoopReport | WaitCycleReport | LostWakeupReport | undefined {
  if (world.agents.some((a) => a.guess)) return undefined;
  const loop = ifItsLoopRan(world, wait);
  if (loop !== undefined) return { k: 'event-loop', waiter: wait, pending: loop.pending, deliverer: loop.write };
  // Somebody wants a lock that the sleeper keeps.
  const kept = waits.flatMap((w) => w.holders.filter((t) => t.agent === wait.agent).map((token) => ({ w, token })))[0];
  if (kept !== undefined) {
    const wants = { token: kept.token, blocked: kept.w.blocked };
    const write = ifItLetGo(world, wait, kept.w, kept.token);
    if (write === undefined) return undefined;
    const { knowledge } = world;
    const { blocked } = wait;
    const use = waitedAt(knowledge, blocked);
    const frame = takenAt(knowledge, kept.token).act;
    // In the code that holds the lock, unless the wait is known to be part of a lock.
    const inFrame = use.at === blocked.site && calledFrom(blocked.act, frame);
    const from = inFrame ? leadsTo(frame, use) : use.at;
    return { k: 'wait-cycle', waiter: wait, other: write.agent, because: 'after', at: write.site, from, wants };
  }
  const ended = endedBefore(world, wait);
  if (ended !== undefined) return { k: 'lost-wakeup', waiter: wait, write: undefined, notify: undefined, ended };
  const other = ifItWentOn(world, wait);
  if (other === undefined) return undefined;
  return {
    k: 'wait-cycle',
    waiter: wait,
    other: other.write.agent,
    because: 'after',
    at: other.write.site,
    from: undefined,
  };
}
