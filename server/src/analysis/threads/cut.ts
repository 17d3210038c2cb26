/**
 * Long loops. Every loop runs as it is while that is cheap; then it is cut short: a counted one goes on with
 * its last iterations (where partitions meet), another one is left with its variables forgotten, and a service
 * loop without an exit parks its agent. A loop that only looks at shared memory again and again sleeps until
 * the memory changes.
 */
import type { Expr } from '../../facts/core.ts';
import { codeOf } from './eval.ts';
import { PENDING, taken } from './code.ts';
import type { Iter } from './iterate.ts';
import type { LoopPlan } from './loop-plan.ts';
import { cellKey } from './memory.ts';
import { assignVar, lookup } from './scope.ts';
import {
  Accessor,
  ArrObj,
  BLOCK,
  Obj,
  PromiseObj,
  SYNC,
  Unknown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';

/** No loop is cut before, unless its iterations are long ones: then not before `FEW`. */
const LOOK = 64;
const FEW = 8;
/** Steps that a loop may take that nobody else can notice. */
const PURE_STEPS = 2000;
/** Part of the run's steps that one loop may use, divided among the agents. */
const SHARE = 6;
/** Iterations at the end of a counted loop that are run again. */
const LAST = 3;
/** A loop that counts its own tries is waiting all the same after so many. */
const TRIES = 3;

export type AfterIteration = 'go' | 'sync' | 'spin' | 'bounded-spin' | 'stand' | 'cut';

export class LoopRun {
  iterator: Iter | undefined = undefined;
  private n = 0;
  private readonly startSteps: number;
  private readonly startSeq: number;
  private readonly startReads: number;
  private readonly startShared: number;
  private effects = 0;
  private shared = 0;
  private reads = 0;
  private version = 0;
  private lastCell = '';
  private sameCell = 0;
  private resumed = 0;
  private cuts = 0;
  /** What decided that the loop is reached; what an earlier iteration looked at does not decide on this one. */
  private readonly decided: Act['control'];
  private cutAt = 0;

  constructor(
    private readonly act: Act,
    private readonly plan: LoopPlan,
  ) {
    const { agent } = act;
    this.startSteps = agent.world.steps;
    this.startSeq = agent.world.seq;
    this.startReads = agent.sharedReads;
    this.startShared = agent.sharedEffects;
    this.decided = act.control;
  }

  /** Before an iteration, its condition included. */
  begin(): void {
    const { agent } = this.act;
    this.act.control = this.decided;
    this.effects = agent.effects;
    this.shared = agent.sharedEffects;
    this.reads = agent.sharedReads;
    this.version = agent.world.memVersion;
  }

  after(): AfterIteration {
    const { agent } = this.act;
    const { world } = agent;
    this.n++;
    world.tick();
    const sharedMoved = agent.sharedEffects !== this.shared;
    if (!this.plan.awaits && agent.sharedReads !== this.reads && !sharedMoved && agent.lastRead !== undefined) {
      const cell = cellKey(agent.lastRead.buffer, agent.lastRead.offset);
      this.sameCell = cell === this.lastCell ? this.sameCell + 1 : 0;
      this.lastCell = cell;
      // What it saw may be old already when others came in between.
      if (world.memVersion === this.version && this.plan.loop.k === 'loop') {
        if (agent.effects === this.effects) return 'spin';
        if (this.sameCell >= TRIES && this.plan.counter === undefined) return 'bounded-spin';
      }
    }
    if (this.plan.stands && this.n === 1 && agent.sharedReads === this.reads) return 'stand';
    if (this.n >= FEW && this.tooLong()) return 'cut';
    return sharedMoved && world.switches(agent) ? 'sync' : 'go';
  }

  private communicates(): boolean {
    const { agent } = this.act;
    return agent.sharedReads !== this.startReads || agent.sharedEffects !== this.startShared;
  }

  private tooLong(): boolean {
    const { n } = this;
    const { world } = this.act.agent;
    const used = world.steps - this.startSteps;
    if (this.cuts > 0) return n >= this.cutAt + LOOK;
    const may = this.communicates()
      ? n >= world.policy.iterations
        ? 0
        : world.maxSteps / (SHARE * Math.max(1, world.agents.length / 2))
      : PURE_STEPS;
    return n >= LOOK ? used > may : used > 4 * may;
  }

  *handle(what: Exclude<AfterIteration, 'go'>): Gen<'again' | 'leave'> {
    switch (what) {
      case 'sync':
        yield SYNC;
        return 'again';
      case 'spin':
      case 'bounded-spin':
        yield* this.spin(what === 'bounded-spin');
        return 'again';
      case 'stand':
        yield* this.stand();
        return 'again';
      case 'cut':
        return yield* this.cut();
    }
  }

  /** Nothing can change any more what a loop without effects sees of its own thread: the thread is lost in it. */
  private *stand(): Gen<void> {
    const { act, plan } = this;
    const { agent } = act;
    const check = plan.loop.k === 'loop' ? plan.loop.test : undefined;
    if (check === undefined) return;
    const code = codeOf(check);
    const look = (): Value => {
      const v = code(act);
      if (v !== PENDING) return plain(v);
      taken();
      return new Unknown('data');
    };
    if (look() instanceof Unknown) return;
    agent.blocked = {
      kind: 'loop',
      buffer: undefined,
      offset: 0,
      expected: undefined,
      site: { file: act.file, start: check.at[0], end: check.at[1] },
      act,
      since: agent.world.memVersion,
      seq: agent.world.seq,
      timeout: false,
      bounded: false,
      woken: undefined,
      resumed: 0,
      still: () => {
        const v = look();
        return v instanceof Unknown || v instanceof Obj || Boolean(v);
      },
    };
    while (agent.blocked.still?.() === true) yield BLOCK;
    agent.blocked = undefined;
  }

  private *spin(bounded: boolean): Gen<void> {
    const { agent } = this.act;
    const read = agent.lastRead;
    if (read === undefined) return;
    const { world } = agent;
    world.tokens.waits(agent, cellKey(read.buffer, read.offset));
    const blocked = {
      kind: 'spin' as const,
      buffer: read.buffer,
      offset: read.offset,
      expected: plain(read.value),
      site: read.site,
      act: read.act,
      since: world.memVersion,
      seq: world.seq,
      timeout: false,
      bounded,
      woken: undefined,
      resumed: this.resumed,
    };
    agent.blocked = blocked;
    yield BLOCK;
    this.resumed = blocked.resumed;
    agent.blocked = undefined;
  }

  private *cut(): Gen<'again' | 'leave'> {
    const { act, plan } = this;
    const { agent } = act;
    const { world } = agent;
    this.cuts++;
    this.cutAt = this.n;
    const communicates = this.communicates();
    if (communicates) for (const cell of world.shadow.touchedSince(agent, this.startSeq)) world.shortened.add(cell);
    if (this.cuts === 1 && this.jump()) return 'again';
    if (!plan.exits) {
      yield* this.park();
      return 'leave';
    }
    this.forget(undefined);
    if (communicates) agent.guess = true;
    if (this.iterator !== undefined) yield* this.iterator.close();
    return 'leave';
  }

  /** A service loop that nothing ends: its thread, or its coroutine, goes no further. */
  private *park(): Gen<void> {
    const { act } = this;
    const { agent } = act;
    if (act.fn.async || act.fn.kind === 'module') {
      yield { s: 'await', value: new PromiseObj() };
      return;
    }
    const read = agent.lastRead;
    agent.blocked = {
      kind: 'loop',
      buffer: read?.buffer,
      offset: read?.offset ?? 0,
      expected: undefined,
      site: { file: act.file, start: this.plan.loop.at[0], end: this.plan.loop.at[1] },
      act,
      since: agent.world.memVersion,
      seq: agent.world.seq,
      timeout: false,
      bounded: false,
      woken: undefined,
      resumed: 0,
    };
    for (;;) yield BLOCK;
  }

  /** To the last iterations of a loop whose number of iterations is known. */
  private jump(): boolean {
    const { act, plan } = this;
    if (this.iterator?.skipTo?.(LAST) === true) {
      this.forget(undefined);
      return true;
    }
    const c = plan.counter;
    if (c === undefined) return false;
    const i = numberOf(lookup(act, c.b));
    const known = codeOf(c.bound)(act);
    if (known === PENDING) {
      // A bound that needs others is not known.
      taken();
      return false;
    }
    const bound = numberOf(known);
    if (i === undefined || bound === undefined) return false;
    const distance = (bound - i) / c.step + (c.op === '<=' || c.op === '>=' ? 1 : 0);
    if (!Number.isFinite(distance) || distance < 0) return false;
    const left = Math.ceil(distance - 1e-9);
    if (left > LAST) assignVar(act, c.b, i + (left - LAST) * c.step);
    this.forget(c.b);
    return true;
  }

  /** What the iterations that are left out would have assigned is not known any more. */
  private forget(counter: number | undefined): void {
    const { act, plan } = this;
    for (const b of plan.assigned) {
      if (b === counter) continue;
      const old = lookup(act, b);
      if (plain(old) instanceof Obj) continue;
      assignVar(act, b, new Unknown('havoc'));
    }
    for (const m of plan.members) {
      const o = simple(act, m.obj);
      if (!(o instanceof Obj)) continue;
      const slot = o.props.get(m.prop);
      if (slot instanceof Accessor || slot instanceof Obj || !o.props.has(m.prop)) continue;
      o.props.set(m.prop, new Unknown('havoc'));
    }
    for (const e of plan.grown) {
      const o = simple(act, e);
      if (o instanceof ArrObj) o.more = true;
    }
  }
}

/** The object behind `x`, `this` and chains of members of them. */
function simple(act: Act, e: Expr): Value {
  if (e.k === 'var') return plain(lookup(act, e.b));
  if (e.k === 'this') return plain(act.self);
  if (e.k !== 'member') return undefined;
  const o = simple(act, e.obj);
  const slot = o instanceof Obj ? o.props.get(e.prop) : undefined;
  return slot instanceof Accessor ? undefined : plain(slot);
}
