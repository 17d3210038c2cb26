/**
 * Locks without names. An agent that moves a cell away from its free value by compareExchange or
 * exchange holds a token on the cell until it moves it again. Whether the cell is a lock at all is
 * decided over all runs: only a cell that was given back, or that somebody waited for, is one.
 * Ordering never depends on tokens (the clocks do that); they explain, name and classify.
 */
import type { Place } from '../../findings/finding.ts';
import { calledFrom, idOf, rootOf } from './acts.ts';
import type { Agent } from './agent.ts';
import { cellKey, type BufferObj } from './memory.ts';
import type { ForeignRelease, Knowledge } from './knowledge.ts';
import type { Act, Value } from './values.ts';
import { plain } from './values.ts';

export interface Token {
  readonly agent: Agent;
  readonly buffer: BufferObj;
  readonly offset: number;
  readonly cell: string;
  /** The run of the function that holds the Atomics call. */
  readonly act: Act;
  readonly site: Place;
  readonly seq: number;
  /** Value before: what "free" is when this was the first holder. */
  readonly from: Value;
  /** Named lock (Web Locks) instead of a cell. */
  readonly name?: string;
  /** Given back by somebody who did not hold it. */
  stolen?: ForeignRelease;
}

/** Facts about cells that outlive one run. */
export interface CellFacts {
  acquired: boolean;
  released: boolean;
  /** Made free by somebody else than who took it: a flag that goes to and fro, unless its holders give it back too. */
  handed: boolean;
  contended: boolean;
  notified: boolean;
  /** Values that some agent's write brought the cell to. */
  readonly written: Set<unknown>;
  /** Scripts whose agents wrote it. */
  readonly writers: Set<string>;
  /** Values written while another value was there before: can it change back? */
  readonly left: Set<unknown>;
}

export class CellBook {
  readonly cells = new Map<string, CellFacts>();

  of(cell: string): CellFacts {
    let facts = this.cells.get(cell);
    if (facts === undefined) {
      facts = {
        acquired: false,
        released: false,
        handed: false,
        contended: false,
        notified: false,
        written: new Set(),
        writers: new Set(),
        left: new Set(),
      };
      this.cells.set(cell, facts);
    }
    return facts;
  }

  isLock(cell: string): boolean {
    const facts = this.cells.get(cell);
    return facts !== undefined && facts.acquired && facts.released;
  }
}

/** Key of a function, the same in every run. */
/**
 * Whether somebody outside of the program took a lock by one call and left it so for the next: what comes of it
 * is theirs. A function that gives back what it takes, but not always, has no such excuse.
 */
export function leftByUser(knowledge: Knowledge, token: Token, waiting: Act): boolean {
  const root = rootOf(token.act);
  return root !== rootOf(waiting) && !knowledge.balanced.has(idOf(root));
}

/** Per run: who holds what. */
export class Tokens {
  private readonly free = new Map<string, unknown>();
  /** Releases of a lock that nobody held: they cut the next holder off from the last one. */
  private readonly stray = new Map<string, { readonly site: Place; readonly act: Act }>();
  /** Called when an agent comes to hold a cell; the scheduler may stop it there. */
  onTaken: (token: Token) => void = () => {};

  constructor(
    private readonly knowledge: Knowledge,
    private readonly agents: readonly Agent[],
  ) {}

  holders(cell: string): readonly Token[] {
    return this.agents.flatMap((agent) => agent.tokens.filter((t) => t.cell === cell));
  }

  holder(cell: string, agents: readonly Agent[] = this.agents): Token | undefined {
    for (const agent of agents) for (const token of agent.tokens) if (token.cell === cell) return token;
    return undefined;
  }

  /** A successful compareExchange or an exchange moved the cell. */
  moved(
    agent: Agent,
    act: Act,
    site: Place,
    seq: number,
    buffer: BufferObj,
    offset: number,
    before: Value,
    after: Value,
    byExchange: boolean,
  ): void {
    const cell = cellKey(buffer, offset);
    const old = plain(before);
    const now = plain(after);
    if (old === now) {
      if (byExchange) agent.attempts.set(cell, seq);
      return;
    }
    // Its holder marks it (contended, downgraded): still taken.
    if (this.free.has(cell) && now !== this.free.get(cell) && agent.tokens.some((t) => t.cell === cell)) return;
    if (this.drop(agent, act, cell, now)) return;
    if (!this.free.has(cell)) this.free.set(cell, old);
    const free = this.free.get(cell);
    if (now === free) {
      this.takeAway(agent, act, site, cell, byExchange);
      return;
    }
    if (byExchange && old !== free) return;
    this.knowledge.book.of(cell).acquired = true;
    this.take({ agent, buffer, offset, cell, act, site, seq, from: before });
  }

  /** For locks that are not cells. */
  take(token: Token): void {
    const { agent } = token;
    for (const outer of agent.tokens) {
      if (outer.cell === token.cell) continue;
      const key = `${agent.entry}#${agent.instance}:${outer.cell}>${token.cell}`;
      if (!this.knowledge.orders.has(key)) {
        const gates = agent.tokens.filter((t) => t !== outer).map((t) => t.cell);
        this.knowledge.orders.set(key, { outer, inner: token, agent, gates });
      }
    }
    const stray = this.stray.get(token.cell);
    if (stray !== undefined) {
      token.stolen = { ...stray, holder: token, cell: token.cell };
      this.stray.delete(token.cell);
    }
    agent.tokens = [...agent.tokens, token];
    if (agent.robbed?.cell === token.cell) agent.robbed = undefined;
    this.onTaken(token);
  }

  /** Any other atomic or plain write to the cell. Returns false when the agent did not hold it. */
  wrote(agent: Agent, buffer: BufferObj, offset: number, after: Value): boolean {
    const cell = cellKey(buffer, offset);
    const now = plain(after);
    const last = agent.lastAccess;
    if (this.drop(agent, last?.act, cell, now)) return true;
    if (last !== undefined && this.isFree(cell, now)) {
      this.takeAway(agent, last.act, last.site, cell, last.kind === 'write');
    }
    return false;
  }

  isFree(cell: string, value: unknown): boolean {
    return this.free.has(cell) && this.free.get(cell) === value;
  }

  private drop(agent: Agent, by: Act | undefined, cell: string, now: unknown): boolean {
    let index = -1;
    for (let i = agent.tokens.length - 1; i >= 0 && index < 0; i--) if (agent.tokens[i]?.cell === cell) index = i;
    const token = agent.tokens[index];
    if (token === undefined) return false;
    agent.tokens = agent.tokens.filter((_, i) => i !== index);
    const facts = this.knowledge.book.of(cell);
    if (!this.free.has(cell) || this.free.get(cell) === now || typeof now === 'number') facts.released = true;
    this.given(token, by);
    const { lastAccess } = agent;
    if (lastAccess !== undefined) this.knowledge.releases.set(cell, { site: lastAccess.site, act: lastAccess.act });
    return true;
  }

  /** What giving a lock back teaches about functions: who returns holding it, who releases it for others. */
  private given(token: Token, by: Act | undefined): void {
    const { acquirers, releasers, ownReleases, balanced } = this.knowledge;
    if (by !== undefined && rootOf(by) === rootOf(token.act)) balanced.add(idOf(rootOf(by)));
    for (let a: Act | undefined = token.act; a?.done === true; a = a.parent) acquirers.add(idOf(a));
    for (let a = by; a !== undefined && !calledFrom(token.act, a); a = a.parent) releasers.add(idOf(a));
    if (by !== undefined) ownReleases.add(idOf(by));
  }

  /** The cell is free again by the hand of somebody who did not hold it. */
  private takeAway(agent: Agent, act: Act, site: Place, cell: string, outright: boolean): void {
    if (outright && this.holder(cell) === undefined && !agent.guess) this.stray.set(cell, { site, act });
    for (const other of this.agents) {
      const held = other.tokens.find((t) => t.cell === cell);
      if (held === undefined) continue;
      other.tokens = other.tokens.filter((t) => t.cell !== cell);
      this.knowledge.book.of(cell).handed = true;
      if (!outright || other === agent || agent.guess || other.guess) continue;
      held.stolen = { site, act, holder: held, cell };
      other.robbed = held.stolen;
    }
  }

  /** Somebody sleeps or spins on the cell: what it took provisionally (marking it contended) is no token. */
  waits(agent: Agent, cell: string): void {
    this.knowledge.book.of(cell).contended = true;
    const free = this.free.get(cell);
    const by = agent.lastAccess?.act;
    const provisional = (t: Token): boolean =>
      t.cell === cell && plain(t.from) !== free && by !== undefined && this.oneAttempt(t.act, by);
    if (agent.tokens.some(provisional)) agent.tokens = agent.tokens.filter((t) => !provisional(t));
  }

  /** Whether taking and waiting belong to one try of a lock, and not to two uses of it. */
  private oneAttempt(taking: Act, waiting: Act): boolean {
    let a: Act | undefined = taking;
    let b: Act | undefined = waiting;
    while (a !== undefined && b !== undefined && a !== b) {
      if (a.depth >= b.depth) a = a.parent;
      else b = b.parent;
    }
    return a !== undefined && (a === waiting || this.knowledge.acquirers.has(idOf(a)));
  }
}
