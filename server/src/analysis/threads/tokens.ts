/**
 * Locks without names. An agent that moves a cell away from its free value by compareExchange or
 * exchange holds a token on the cell until it moves it again. Whether the cell is a lock at all is
 * decided over all runs: only a cell that was given back, or that somebody waited for, is one.
 * Ordering never depends on tokens (the clocks do that); they explain, name and classify.
 */
import type { Place } from '../../findings/finding.ts';
import type { Agent } from './agent.ts';
import { cellKey, type BufferObj } from './memory.ts';
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
}

/** Facts about cells that outlive one run. */
export interface CellFacts {
  acquired: boolean;
  released: boolean;
  contended: boolean;
  notified: boolean;
  /** Values that some agent's write brought the cell to. */
  readonly written: Set<unknown>;
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
        contended: false,
        notified: false,
        written: new Set(),
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

/** Per run: who holds what. */
export class Tokens {
  private readonly free = new Map<string, unknown>();

  constructor(private readonly book: CellBook) {}

  holder(cell: string, agents: readonly Agent[]): Token | undefined {
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
    if (old === now) return;
    if (this.drop(agent, cell, now)) return;
    if (!this.free.has(cell)) this.free.set(cell, old);
    const free = this.free.get(cell);
    if (now === free) return;
    if (byExchange && old !== free) return;
    this.book.of(cell).acquired = true;
    agent.tokens = [...agent.tokens, { agent, buffer, offset, cell, act, site, seq, from: before }];
  }

  /** Any other atomic or plain write to the cell. Returns false when the agent did not hold it. */
  wrote(agent: Agent, buffer: BufferObj, offset: number, after: Value): boolean {
    return this.drop(agent, cellKey(buffer, offset), plain(after));
  }

  isFree(cell: string, value: unknown): boolean {
    return this.free.has(cell) && this.free.get(cell) === value;
  }

  private drop(agent: Agent, cell: string, now: unknown): boolean {
    let index = -1;
    for (let i = agent.tokens.length - 1; i >= 0 && index < 0; i--) if (agent.tokens[i]?.cell === cell) index = i;
    if (index < 0) return false;
    agent.tokens = agent.tokens.filter((_, i) => i !== index);
    const facts = this.book.of(cell);
    if (!this.free.has(cell) || this.free.get(cell) === now || typeof now === 'number') facts.released = true;
    return true;
  }

  /** Somebody sleeps or spins on the cell: what it took provisionally (marking it contended) is no token. */
  waits(agent: Agent, cell: string): void {
    this.book.of(cell).contended = true;
    const free = this.free.get(cell);
    if (agent.tokens.some((t) => t.cell === cell && plain(t.from) !== free)) {
      agent.tokens = agent.tokens.filter((t) => t.cell !== cell || plain(t.from) === free);
    }
  }
}
