/**
 * Web Locks in opposite orders: agents that each hold a named lock below which they ask for one that the next
 * one holds, when nothing goes on any more. Names that stand in the code are compared by the lock analysis
 * (ADR 0201); here belong those that only a run knows.
 */
import type { FileFacts } from '../../../facts/core.ts';
import type { Program } from '../../program.ts';
import { perFile } from '../../per-file.ts';
import { bare, forEachExprIn } from '../../walk.ts';
import type { Request, WebLock } from '../natives/web-locks.ts';
import type { Act } from '../values.ts';
import type { World } from '../world.ts';
import type { NamedCycleReport } from './report.ts';
import { exprAt } from './sites.ts';

type Member = NamedCycleReport['members'][number];

export function namedCycle(world: World): NamedCycleReport | undefined {
  // Who calls a library, and in which order, is its user's affair.
  if (world.user !== undefined) return undefined;
  const waits = [...world.webLocks.values()].flatMap((lock) => waitsFor(world, lock));
  for (const start of waits) {
    const path: Member[] = [];
    for (let at: Member | undefined = start; at !== undefined;) {
      const { holds, wants }: Member = at;
      const back = path.findIndex((m) => m.holds === holds);
      if (back >= 0) {
        const members = path.slice(back);
        if (isKnown(world, members)) return { k: 'named-cycle', members };
        break;
      }
      path.push(at);
      const holder = heldBy(world.webLocks.get(wants.name));
      at = waits.find((w) => w.holds === holder);
    }
  }
  return undefined;
}

/** Requests for a lock that are made below another lock, and end only with the lock. */
function waitsFor(world: World, lock: WebLock): readonly Member[] {
  return lock.queue.flatMap((wants) => {
    if (wants.agent.guess || mayGiveUp(world, wants)) return [];
    const held = [...world.webLocks.values()].flatMap((l) => l.held);
    return held.filter((h) => runsBelow(wants.act, h)).map((holds) => ({ holds, wants }));
  });
}

/** One that is alone: of several readers each would have to be in the cycle. */
function heldBy(lock: WebLock | undefined): Request | undefined {
  return lock?.held.length === 1 ? lock.held[0] : undefined;
}

function runsBelow(act: Act, holder: Request): boolean {
  for (let a: Act | undefined = act; a !== undefined; a = a.parent) if (a.args[0] === holder.lock) return true;
  return false;
}

const aborts = perFile((facts: FileFacts): boolean => {
  let found = false;
  for (const fn of facts.functions)
    forEachExprIn(fn, (e) => {
      if (e.k === 'member' && e.prop === 'abort') found = true;
    });
  return found;
});

/** A signal that nobody in the program fires ends no wait. */
function mayGiveUp(world: World, { signal }: Request): boolean {
  if (signal === undefined || signal === null) return false;
  if (world.outside) return true;
  const files = new Set(world.agents.flatMap((a) => [...a.modules.keys()]));
  return [...files].some((file) => {
    const facts = world.factsOf(file);
    return facts === undefined || aborts(facts);
  });
}

function isKnown({ program }: World, members: readonly Member[]): boolean {
  const agents = new Set(members.map((m) => m.wants.agent));
  if (agents.size < 2) return false;
  return members.some((m) => !isLiteral(program, m.wants) || !isLiteral(program, m.holds));
}

function isLiteral(program: Program, { site }: Request): boolean {
  const found = exprAt(program, site);
  const e = found === undefined ? undefined : bare(found);
  const call = e?.k === 'await' ? bare(e.e) : e;
  const [name] = call?.k === 'call' ? call.args : [];
  return name !== undefined && bare(name).k === 'const';
}

/** Requests that stand in line, as part of what tells one state of rest from another. */
export function standingInLine(world: World): string {
  return [...world.webLocks.values()]
    .flatMap((lock) => lock.queue.map((q) => `${q.agent.id}:${q.name}<${lock.held.map((h) => h.agent.id).join(',')}`))
    .join(' ');
}
