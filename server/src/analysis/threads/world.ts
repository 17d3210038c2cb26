/**
 * One run of the whole program: its agents, the scheduler that interleaves them at operations other
 * agents can notice, and the choices made where a value is not known. Everything is decided by a seed,
 * so a run can be repeated.
 */
import { idOf } from './acts.ts';
import type { FileFacts, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import type { Program } from '../program.ts';
import { Agent, type PortObj, type Task } from './agent.ts';
import { joinClock } from './clock.ts';
import { cellKey, type BufferObj, type ViewKind } from './memory.ts';
import type { WebLock } from './natives/web-locks.ts';
import { Shadow, siteKey, type Access, type AccessKind } from './shadow.ts';
import { expects, expire, fireTimer, unstick } from './passing.ts';
import { Tokens } from './tokens.ts';
import type { Knowledge } from './knowledge.ts';
import { lookAround, wokeUp } from './sleepers.ts';
import { Stop, Thrown, type Act, type Gen, type Value } from './values.ts';

export interface Policy {
  /** Probability of giving another agent a turn at each operation others can notice. */
  readonly switching: number;
  /** Whom to prefer when there is a choice. */
  readonly order: 'oldest' | 'newest' | 'random' | 'next';
  readonly timers: 'late' | 'early' | 'random';
  readonly seed: number;
  /** After so many iterations a loop that others can notice is cut short. */
  readonly iterations: number;
  /** Agents that stop for a while once they hold a cell (`entry#instance:cell`), so that a predicted cycle can close. */
  readonly pause?: ReadonlySet<string>;
  /** A read after which an agent stops for a while, so that somebody can come between it and what depends on it. */
  readonly after?: string;
}

export class World {
  readonly agents: Agent[] = [];
  readonly shadow = new Shadow();
  readonly tokens: Tokens;
  readonly buffers = new Map<string, number>();
  readonly channels = new Map<string, Set<PortObj>>();
  readonly environment = new Map<unknown, Value>();
  readonly webLocks = new Map<string, WebLock>();
  /** Cells written or waited for in loops that were cut short: a wait for them proves nothing. */
  readonly shortened = new Set<string>();
  seq = 0;
  memVersion = 0;
  steps = 0;
  acts = 0;
  aborted = false;
  over = false;
  /** Set while it is tried out what would happen if a stuck agent could go on: nothing of that is evidence. */
  ghost: ((access: Access) => void) | undefined = undefined;
  /** Told of every message while something is tried out. */
  sent: ((to: PortObj, at: Place) => void) | undefined = undefined;
  /** Undecided conditions that were decided. */
  choices = 0;
  /** Code that is not among the files was given something it may call, or use, later. */
  outside = false;
  /** Where each cell was last notified, whether or not anybody slept there. */
  readonly notifies = new Map<string, { readonly site: Place; readonly act: Act; readonly seq: number }>();
  /** Who uses what the main module exports. */
  user: { next(): boolean } | undefined = undefined;
  /** It ran until nothing could ever happen again. */
  quiet = false;
  private current: Agent | undefined;
  private state: number;

  constructor(
    readonly program: Program,
    readonly knowledge: Knowledge,
    readonly policy: Policy,
    readonly maxSteps: number,
  ) {
    this.tokens = new Tokens(knowledge, this.agents);
    this.tokens.onTaken = ({ agent, cell }) => {
      if (policy.pause?.has(`${agent.entry}#${agent.instance}:${cell}`) === true) agent.paused = true;
    };
    this.state = (policy.seed * 2654435761 + 12345) >>> 0;
  }

  /** Uniform in [0, 1), from the seed. */
  random(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    let x = this.state;
    x ^= x >>> 15;
    x = Math.imul(x, 2246822519) >>> 0;
    x ^= x >>> 13;
    return (x >>> 0) / 4294967296;
  }

  /** Picks a branch of an undecided condition, the less travelled one more often. */
  choose(where: string): boolean {
    this.choices++;
    const yes = this.knowledge.coverage.get(`${where}:1`) ?? 0;
    const no = this.knowledge.coverage.get(`${where}:0`) ?? 0;
    const pick = yes === no ? this.random() < 0.5 : yes < no ? this.random() < 0.8 : this.random() < 0.2;
    const key = `${where}:${pick ? 1 : 0}`;
    this.knowledge.coverage.set(key, (this.knowledge.coverage.get(key) ?? 0) + 1);
    return pick;
  }

  tick(cost = 1): void {
    this.steps += cost;
    if (this.steps > this.maxSteps) {
      this.aborted = true;
      throw new Stop('budget');
    }
  }

  place(file: string, at: Span): Place {
    return { file, start: at[0], end: at[1] };
  }

  factsOf(file: string): FileFacts | undefined {
    return this.program.files.get(file);
  }

  bufferKey(site: Place): string {
    const base = siteKey(site);
    const count = this.buffers.get(base) ?? 0;
    this.buffers.set(base, count + 1);
    return count === 0 ? base : `${base}#${count}`;
  }

  // ------------------------------------------------------------------------------------------- accesses

  access(
    act: Act,
    site: Place,
    kind: AccessKind,
    atomic: boolean,
    buffer: BufferObj,
    start: number,
    end: number,
    view?: ViewKind,
  ): Access {
    const agent = act.agent;
    const access: Access = {
      agent,
      time: agent.time,
      seq: ++this.seq,
      kind,
      atomic,
      buffer,
      start,
      end,
      view,
      site,
      act,
      held: agent.tokens,
      guess: agent.guess,
      value: kind === 'read' && view !== undefined && end - start === view.size ? buffer.read(start, view) : undefined,
      robbed: agent.robbed,
      soft: agent.soft,
      tested: false,
    };
    if (kind !== 'write') agent.sharedReads++;
    if (kind === 'read' && this.policy.after === siteKey(site)) agent.paused = true;
    agent.lastAccess = access;
    if (this.ghost !== undefined) {
      this.ghost(access);
      return access;
    }
    if (buffer.shared) {
      this.shadow.record(access);
      if (access.held.length > 0) this.noteUse(access);
    }
    return access;
  }

  /** The function that both took a lock and got to this access is a user of the lock, not part of it. */
  private noteUse(access: Access): void {
    const cell = cellKey(access.buffer, access.start);
    const { book, users } = this.knowledge;
    if (access.atomic && book.cells.get(cell)?.acquired === true) return;
    for (const token of access.held) {
      if (token.cell === cell) continue;
      let a: Act | undefined = access.act;
      let b: Act | undefined = token.act;
      while (a !== undefined && b !== undefined && a !== b) {
        if (a.depth >= b.depth) a = a.parent;
        else b = b.parent;
      }
      if (a !== undefined && a === b) users.add(idOf(a));
    }
  }

  notified(act: Act, site: Place, buffer: BufferObj, offset: number): void {
    const cell = cellKey(buffer, offset);
    this.knowledge.book.of(cell).notified = true;
    this.notifies.set(cell, { site, act, seq: ++this.seq });
  }

  /** Contents of shared memory changed: spinning agents may look again. */
  changed(agent: Agent): void {
    this.memVersion++;
    agent.sharedEffects++;
    agent.effects++;
  }

  // ------------------------------------------------------------------------------------------- scheduling

  spawn(entry: string, parent: Agent | undefined, startedAt: Place | undefined): Agent {
    const agent = new Agent(this, this.agents.length, entry, parent, startedAt);
    agent.instance = this.agents.filter((a) => a.entry === entry && a.parent !== undefined).length;
    this.agents.push(agent);
    return agent;
  }

  post(agent: Agent, task: Task): void {
    if (agent.state === 'done') return;
    agent.macro.push(task);
  }

  private runnable(agent: Agent): boolean {
    switch (agent.state) {
      case 'ready':
        return true;
      case 'done':
        return false;
      case 'idle':
        return (
          agent.macro.length > 0 ||
          agent.micro.length > 0 ||
          (agent.timers.length > 0 &&
            (this.policy.timers === 'early' || (this.policy.timers === 'random' && this.random() < 0.25)))
        );
      case 'blocked': {
        const b = agent.blocked;
        return b === undefined || b.woken !== undefined || (b.kind === 'spin' && b.since !== this.memVersion);
      }
    }
  }

  private leaving = false;

  /**
   * Whether the scheduler lets another agent go on at this point, which others can notice. When not, the agent
   * need not stop; when so, it must yield.
   */
  switches(agent: Agent): boolean {
    if (agent.paused) return true;
    if (this.policy.switching === 0 || this.agents.length === 1 || this.random() >= this.policy.switching) return false;
    this.leaving = true;
    return true;
  }

  private pick(): Agent | undefined {
    const current = this.current;
    const leaving = this.leaving;
    this.leaving = false;
    if (
      current !== undefined &&
      !current.paused &&
      this.runnable(current) &&
      !leaving &&
      this.random() >= this.policy.switching
    )
      return current;
    let able = this.agents.filter((a) => this.runnable(a));
    if (able.some((a) => a.paused)) {
      const free = able.filter((a) => !a.paused);
      if (free.length > 0) able = free;
      else for (const a of this.agents) a.paused = false;
    }
    if (able.length <= 1) return able[0];
    switch (this.policy.order) {
      case 'oldest':
        return able.find((a) => a !== current) ?? able[0];
      case 'newest':
        return able.findLast((a) => a !== current) ?? able[0];
      case 'next':
        return able.find((a) => a.id > (current?.id ?? -1)) ?? able[0];
      case 'random':
        return able[Math.floor(this.random() * able.length)];
    }
  }

  run(): void {
    while (!this.over && !this.aborted) {
      if (this.policy.timers !== 'late') expire(this);
      const agent = this.pick();
      if (agent === undefined) {
        const { user } = this;
        if (user !== undefined && (this.random() < 0.6 || !expects(this)) && user.next()) continue;
        if (unstick(this) || user?.next() === true) continue;
        this.quiet = true;
        return;
      }
      this.resume(agent);
    }
  }

  /** After it came to rest: with more steps, from a state that somebody changed. */
  goOn(steps: number): void {
    this.quiet = false;
    this.over = false;
    this.steps = this.maxSteps - steps;
    this.run();
  }

  resume(agent: Agent): void {
    this.current = agent;
    if (agent.gen === undefined) return;
    if (agent.state === 'idle' && agent.macro.length === 0 && agent.micro.length === 0) fireTimer(this, agent);
    if (agent.blocked?.kind === 'wait' && agent.blocked.woken !== undefined) wokeUp(agent);
    else if (agent.woken !== undefined) lookAround(agent.woken);
    agent.state = 'ready';
    try {
      const step = agent.gen.next();
      if (step.done === true) this.finish(agent);
      else if (step.value.s === 'block') agent.state = 'blocked';
      else if (step.value.s === 'idle') agent.state = 'idle';
    } catch (error) {
      // Code nested too deep for the stack of the host is given up like code that takes too long.
      if (error instanceof RangeError && /call stack/.test(error.message)) this.aborted = true;
      else if (!(error instanceof Stop)) throw error;
      else if (error.why === 'budget') this.aborted = true;
      else if (agent.main && error.why === 'exit') this.over = true;
      this.finish(agent);
    }
    if (agent.main && agent.failed !== undefined) this.over = true;
  }

  finish(agent: Agent): void {
    if (agent.state === 'done') return;
    agent.state = 'done';
    agent.gen = undefined;
    agent.blocked = undefined;
    this.onExit(agent);
  }

  /** Set by the worker natives: tells the parent. */
  onExit: (agent: Agent) => void = () => {};

  kill(agent: Agent): void {
    for (const child of this.agents) if (child.parent === agent) this.kill(child);
    this.finish(agent);
  }

  /** The event loop of an agent around its main script. An exception that nobody catches ends it. */
  *loop(agent: Agent, start: () => Gen<void>): Gen<void> {
    yield* guarded(agent, start());
    for (;;) {
      for (let job = agent.micro.shift(); job !== undefined; job = agent.micro.shift()) {
        this.tick();
        yield* guarded(agent, job());
      }
      const lost = agent.rejections.find((p) => !p.handled);
      agent.rejections.length = 0;
      if (lost !== undefined) agent.fail(lost.value);
      if (agent.failed !== undefined) return;
      const task = agent.macro.shift();
      if (task === undefined) {
        if (agent.finished()) return;
        yield { s: 'idle' };
        continue;
      }
      if (task.clock !== undefined) joinClock(agent.clock, task.clock);
      this.tick();
      yield* guarded(agent, task.run());
    }
  }

  cell(buffer: BufferObj, offset: number): string {
    return cellKey(buffer, offset);
  }
}

function* guarded(agent: Agent, work: Gen<void>): Gen<void> {
  try {
    yield* work;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    agent.fail(error.value);
  }
}
