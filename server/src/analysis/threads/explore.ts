/**
 * Many runs of one program under different schedules, and what they show together. Runs are few and
 * unlike each other (as in PCT, ASPLOS 2010): seldom or often switching, old or young agents first, timers
 * early or late. Lock orders that could close to a cycle are then driven into it on purpose (as in
 * DeadlockFuzzer, PLDI 2009): a deadlock is reported only when a run ends in it.
 */
import type { Program } from '../program.ts';
import type { Agent } from './agent.ts';
import { standingInLine } from './detect/named-locks.ts';
import { predictedCycles } from './detect/orders.ts';
import type { StuckReport } from './detect/report.ts';
import { stuckKey, stuckStates } from './detect/stuck.ts';
import type { Entry } from './drive/entry.ts';
import { start } from './drive/start.ts';
import { cellKey } from './memory.ts';
import { siteKey, type Race, type SiteFacts, type Steps, type Torn } from './shadow.ts';
import { World, type Policy } from './world.ts';
import { newKnowledge, type Knowledge } from './knowledge.ts';

export interface Evidence {
  readonly knowledge: Knowledge;
  readonly races: Map<string, Race>;
  readonly torn: Map<string, Torn>;
  readonly pairs: Map<string, Steps>;
  readonly decided: Map<string, Set<unknown>>;
  readonly sites: Map<string, SiteFacts>;
  readonly stuck: Map<string, StuckReport>;
  /** Runs that came to rest with somebody waiting, by where they wait. */
  readonly resting: Map<string, World>;
  /** Files whose code some agent loaded. */
  readonly files: Set<string>;
  runs: number;
  /** Runs that were ended because they had used up their steps (or the stack). */
  cut: number;
  /** Schedules were left out because all work was used up. */
  exhausted: boolean;
  steps: number;
  work: number;
}

/**
 * Work is counted, not timed, so that a program gets the same answer on every machine: a step is one, an access to
 * shared memory so many more. A thousand of them take about a millisecond.
 */
export interface Budget {
  /** Steps of one run. */
  readonly run: number;
  /** Work of all runs that look around. */
  readonly total: number;
  /** Work of all runs, those included that are driven into something on purpose. */
  readonly directed: number;
}

const ACCESS = 8;

export const DEFAULT_BUDGET: Budget = { run: 120_000, total: 1_000_000, directed: 1_300_000 };
/** Calls of two threads are short. */
export const PAIR_BUDGET: Budget = { run: 20_000, total: 500_000, directed: 650_000 };

/** Most schedules differ early; a few go on until rings have wrapped and both sides are through. */
const PATIENT = 300;
const BRIEF = 100;
const PATIENT_RUNS = 3;

const POLICIES: readonly Omit<Policy, 'seed' | 'iterations'>[] = [
  { switching: 0, order: 'oldest', timers: 'late' },
  { switching: 1, order: 'next', timers: 'late' },
  { switching: 0.5, order: 'random', timers: 'random' },
  { switching: 0, order: 'newest', timers: 'early' },
  { switching: 0.1, order: 'random', timers: 'late' },
  { switching: 0.9, order: 'random', timers: 'early' },
  { switching: 0.02, order: 'newest', timers: 'random' },
  { switching: 0.3, order: 'next', timers: 'late' },
];

const MAX_RESTING = 12;
const MIN_RUNS = 8;
const MAX_RUNS = 40;
/** Steps that cost next to nothing: small programs get more schedules. */
const CHEAP = 20_000;
/** Runs in a row that taught nothing. */
const ENOUGH = 4;
const DIRECTED_CYCLES = 4;
const DIRECTED_STEPS = 6;
const DIRECTED_RUNS = 3;

export function explore(program: Program, entry: Entry, budget: Budget): Evidence {
  const evidence: Evidence = {
    knowledge: newKnowledge(),
    races: new Map(),
    torn: new Map(),
    pairs: new Map(),
    decided: new Map(),
    sites: new Map(),
    stuck: new Map(),
    resting: new Map(),
    files: new Set(),
    runs: 0,
    cut: 0,
    exhausted: false,
    steps: 0,
    work: 0,
  };
  const once = (policy: Policy): World => {
    const world = new World(program, evidence.knowledge, policy, budget.run);
    start(world, entry);
    world.run();
    evidence.runs++;
    evidence.steps += world.steps;
    evidence.work += world.steps + ACCESS * world.seq;
    if (world.aborted) evidence.cut++;
    learn(evidence, world);
    return world;
  };
  const mayRun = (limit: number): boolean => {
    if (evidence.work >= limit) evidence.exhausted = true;
    return evidence.work < limit;
  };
  let idle = 0;
  for (let i = 0; i < MAX_RUNS; i++) {
    if (i >= MIN_RUNS && idle >= ENOUGH && evidence.steps > CHEAP) break;
    if (!mayRun(budget.total)) break;
    const before = novelty(evidence);
    const policy = POLICIES[i % POLICIES.length];
    if (policy === undefined) break;
    const world = once({ ...policy, seed: i + 1, iterations: i < PATIENT_RUNS ? PATIENT : BRIEF });
    if (i === 0 && nothingShared(world) && evidence.knowledge.coverage.size === 0) break;
    idle = novelty(evidence) === before ? idle + 1 : 0;
  }
  judgeResting(evidence);
  for (const [key, { read }] of unproven(evidence)) {
    for (let i = 0; i < DIRECTED_RUNS && !evidence.torn.has(key) && mayRun(budget.directed); i++) {
      const switching = [0, 0.5, 1][i] ?? 0.5;
      const after = siteKey(read.site);
      once({ switching, order: 'random', timers: 'random', seed: 201 + i, iterations: BRIEF, after });
    }
  }
  judgeResting(evidence);
  for (const pause of predictedCycles(evidence.knowledge).slice(0, DIRECTED_CYCLES)) {
    const isFound = (): boolean =>
      [...evidence.stuck.values()].some(
        (s) => s.k === 'cycle' && s.members.every((m) => pause.cells.has(m.wants.cell)),
      );
    for (let i = 0; i < DIRECTED_RUNS && !isFound() && mayRun(budget.directed); i++) {
      const switching = [1, 0.5, 0][i] ?? 0.5;
      const pauses = { order: 'random', timers: 'random', seed: 101 + i, iterations: BRIEF, pause: pause.at } as const;
      once({ switching, ...pauses });
      judgeResting(evidence);
    }
  }
  return evidence;
}

/** Reads with a write that depends on them, of cells that others touch too, where nobody has come in between so far. */
function unproven(e: Evidence): readonly (readonly [string, Steps])[] {
  const racy = new Set([...e.races.values()].flatMap((r) => [siteKey(r.first.site), siteKey(r.second.site)]));
  const others = ({ read, write }: Steps): boolean => {
    const cell = cellKey(read.buffer, read.start);
    const agents = new Set<number>();
    for (const facts of e.sites.values()) {
      if (facts.kind !== 'read' && facts.cells.has(cell)) for (const agent of facts.agents) agents.add(agent);
    }
    return agents.size > 1 && !racy.has(siteKey(read.site)) && !racy.has(siteKey(write.site));
  };
  return [...e.pairs].filter(([key, steps]) => !e.torn.has(key) && others(steps)).slice(0, DIRECTED_STEPS);
}

/** One agent alone that touched no shared memory: there is nothing to find. */
function nothingShared(world: World): boolean {
  return world.agents.length <= 1 && world.shadow.sites.size === 0 && world.quiet && world.webLocks.size === 0;
}

function standing({ state, blocked, tokens }: Agent): string {
  if (blocked === undefined) return state;
  return `${siteKey(blocked.site)}@${blocked.buffer?.key ?? ''}+${blocked.offset}(${tokens.map((t) => t.cell).join(',')})`;
}

/** Explains states of rest with what all runs so far taught about locks. */
function judgeResting(evidence: Evidence): void {
  for (const world of evidence.resting.values()) {
    for (const report of stuckStates(world)) {
      const key = stuckKey(world.knowledge, report);
      if (!evidence.stuck.has(key)) evidence.stuck.set(key, report);
    }
    // Trying out what would have happened has used it up.
    world.quiet = false;
  }
}

function novelty(e: Evidence): number {
  const k = e.knowledge;
  return (
    e.races.size +
    e.torn.size +
    e.sites.size +
    e.resting.size +
    k.coverage.size +
    k.orders.size +
    k.waits.size +
    k.transferred.size
  );
}

function learn(evidence: Evidence, world: World): void {
  for (const [key, race] of world.shadow.races) if (!evidence.races.has(key)) evidence.races.set(key, race);
  for (const [key, torn] of world.shadow.torn) if (!evidence.torn.has(key)) evidence.torn.set(key, torn);
  for (const [key, steps] of world.shadow.steps) if (!evidence.pairs.has(key)) evidence.pairs.set(key, steps);
  for (const [key, values] of world.shadow.decided) {
    const known = evidence.decided.get(key);
    if (known === undefined) evidence.decided.set(key, values);
    else for (const v of values) known.add(v);
  }
  for (const [key, facts] of world.shadow.sites) {
    const known = evidence.sites.get(key);
    if (known === undefined) {
      evidence.sites.set(key, facts);
      continue;
    }
    for (const [cell, locks] of facts.cells) {
      const old = known.cells.get(cell);
      if (old === undefined) {
        known.cells.set(cell, locks);
        continue;
      }
      const always = old.always.filter((c) => locks.always.includes(c));
      known.cells.set(cell, { always, ever: new Set([...old.ever, ...locks.ever]), bare: old.bare || locks.bare });
    }
  }
  for (const agent of world.agents) for (const file of agent.modules.keys()) evidence.files.add(file);
  const stands =
    world.agents.some((a) => a.state === 'blocked') || world.agents.filter((a) => a.state === 'idle').length > 1;
  if (world.quiet && !world.aborted && stands) {
    const where = `${world.agents.map(standing).join(' ')} ${standingInLine(world)}`;
    const waiting = [...evidence.resting.values()].filter((w) => w.quiet).length;
    if (!evidence.resting.has(where) && waiting < MAX_RESTING) evidence.resting.set(where, world);
  }
}
