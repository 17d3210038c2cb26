/**
 * What was accessed by whom, and whether two accesses were ordered: a happens-before race detector
 * (as FastTrack, PLDI 2009) over the cells of shared buffers, with lock tokens kept only to explain.
 * Also finds updates made of separate steps with a foreign write in between (atomicity violations).
 */
import type { Place } from '../../findings/finding.ts';
import type { Agent } from './agent.ts';
import { happenedBefore } from './clock.ts';
import { cellKey, type BufferObj, type ViewKind } from './memory.ts';
import { afterSleep } from './sleepers.ts';
import type { Token } from './tokens.ts';
import type { Act, Value } from './values.ts';
import type { ForeignRelease } from './knowledge.ts';

export type AccessKind = 'read' | 'write' | 'update';

export interface Access {
  readonly agent: Agent;
  /** The agent's own time. */
  readonly time: number;
  readonly seq: number;
  readonly kind: AccessKind;
  readonly atomic: boolean;
  readonly buffer: BufferObj;
  readonly start: number;
  readonly end: number;
  readonly view: ViewKind | undefined;
  readonly site: Place;
  readonly act: Act;
  readonly held: readonly Token[];
  /** The agent got here by a guess about shared data. */
  readonly guess: boolean;
  /** What a read saw, when it is known. */
  readonly value: Value;
  /** A lock of its agent was given back by another before. */
  readonly robbed: ForeignRelease | undefined;
  /** Cells that its agent stored to because of what it had read there: locks made of two steps. */
  readonly soft: readonly string[];
  /** The value it saw was tested afterwards. */
  tested: boolean;
}

export interface Race {
  readonly first: Access;
  readonly second: Access;
}

/** A read and a write of the same cell that depends on it, not under one hold of a lock. */
export interface Steps {
  readonly read: Access;
  readonly write: Access;
}

export interface Torn {
  /** The read on which the write depends. */
  readonly read: Access;
  readonly foreign: Access;
  readonly write: Access;
  /** The written value is computed from the read one (otherwise the read only decided that it is written). */
  readonly data: boolean;
}

/** What a place in the code did to shared memory over a whole run, and which locks it held. */
export interface SiteFacts {
  readonly site: Place;
  readonly kind: AccessKind;
  readonly atomic: boolean;
  /** Per cell (`bufferKey+offset`): the lock cells that were held at every access, and at some access. */
  readonly cells: Map<string, { always: readonly string[]; readonly ever: Set<string>; bare: boolean }>;
  readonly agents: Set<number>;
  first: Access;
}

const KINDS: readonly AccessKind[] = ['read', 'write', 'update'];
const KEEP = 12;
const CELLS_PER_SITE = 64;

interface CellLog {
  readonly accesses: Access[];
}

/** Of one element: what happened to it last. */
interface Latest {
  write: Access | undefined;
  /** Latest read per agent. */
  readonly reads: Map<number, Access>;
}

interface BufferLog {
  /** By 8-byte block. */
  readonly cells: Map<number, CellLog>;
  readonly wide: Access[];
  /** By offset of the element. */
  readonly latest: Map<number, Latest>;
}

export class Shadow {
  private readonly logs = new Map<BufferObj, BufferLog>();
  readonly races = new Map<string, Race>();
  readonly torn = new Map<string, Torn>();
  /** Reads and the writes that depend on them, whether or not anybody came in between. */
  readonly steps = new Map<string, Steps>();
  /** By read and write: the values on which it was decided to write. */
  readonly decided = new Map<string, Set<unknown>>();
  readonly sites = new Map<string, SiteFacts>();
  /** What each agent wrote or touched atomically, in order. */
  private readonly journals = new Map<Agent, Access[]>();

  private log(buffer: BufferObj): BufferLog {
    let log = this.logs.get(buffer);
    if (log === undefined) this.logs.set(buffer, (log = { cells: new Map(), wide: [], latest: new Map() }));
    return log;
  }

  private cell(log: BufferLog, block: number): CellLog {
    let cell = log.cells.get(block);
    if (cell === undefined) log.cells.set(block, (cell = { accesses: [] }));
    return cell;
  }

  /** Records an access and compares it with the others of its cells. */
  record(access: Access): void {
    this.noteSite(access);
    const log = this.log(access.buffer);
    if (access.end - access.start > 64) {
      for (const cell of log.cells.values()) for (const other of cell.accesses) this.compare(other, access);
      for (const other of log.wide) this.compare(other, access);
      remember(log.wide, access);
      return;
    }
    if (access.atomic || access.kind !== 'read') this.journal(access);
    for (const other of log.wide) this.compare(other, access);
    const first = access.start >> 3;
    const last = (access.end - 1) >> 3;
    for (let block = first; block <= last; block++) {
      const cell = this.cell(log, block);
      for (const other of cell.accesses) this.compare(other, access);
      remember(cell.accesses, access);
    }
  }

  private journal(access: Access): void {
    const journal = this.journals.get(access.agent);
    if (journal === undefined) this.journals.set(access.agent, [access]);
    else journal.push(access);
  }

  /** Bookkeeping for updates made of steps; `depends` are the reads that the write depends on. */
  step(access: Access, data: readonly Access[], control: readonly Access[], exempt: boolean): void {
    if (exempt && access.kind === 'read') access.agent.attempts.set(cellKey(access.buffer, access.start), access.seq);
    if (access.agent.woken !== undefined) afterSleep(access, exempt);
    const { latest } = this.log(access.buffer);
    let last = latest.get(access.start);
    if (last === undefined) latest.set(access.start, (last = { write: undefined, reads: new Map() }));
    if (access.kind !== 'read') {
      const { agent } = access;
      if (agent.soft.length > 0) agent.soft = agent.soft.filter((c) => c !== cellKey(access.buffer, access.start));
      const read = last.reads.get(access.agent.id);
      if (!exempt && read?.kind === 'read' && !access.guess) {
        const byData = data.includes(read);
        if (byData || control.includes(read)) this.noteStep(read, last.write, access, byData);
      }
      last.write = access;
    }
    if (access.kind !== 'write') last.reads.set(access.agent.id, access);
  }

  /** A write that depends on a read of the same element. */
  private noteStep(read: Access, foreign: Access | undefined, write: Access, data: boolean): void {
    const key = `${siteKey(read.site)}|${siteKey(write.site)}`;
    if (!this.steps.has(key) && !read.held.some((t) => write.held.includes(t))) this.steps.set(key, { read, write });
    if (!data && write.atomic && read.atomic && write.kind === 'write') {
      const cell = cellKey(write.buffer, write.start);
      if (!write.agent.soft.includes(cell)) write.agent.soft = [...write.agent.soft, cell];
    }
    if (!data) {
      const seen = this.decided.get(key);
      if (seen === undefined) this.decided.set(key, new Set([read.value]));
      else if (seen.size < 4) seen.add(read.value);
    }
    if (foreign === undefined || foreign.agent === write.agent || foreign.seq <= read.seq) return;
    if (!this.torn.has(key)) this.torn.set(key, { read, foreign, write, data });
  }

  lastWriteOf(buffer: BufferObj, offset: number): Access | undefined {
    return this.logs.get(buffer)?.latest.get(offset)?.write;
  }

  /** The first change that somebody else made to an element since then. */
  firstWriteSince(agent: Agent, buffer: BufferObj, offset: number, seq: number): Access | undefined {
    let first: Access | undefined;
    for (const [writer, journal] of this.journals) {
      if (writer === agent) continue;
      const found = journal.find((a) => a.seq > seq && a.kind !== 'read' && a.buffer === buffer && a.start === offset);
      if (found !== undefined && (first === undefined || found.seq < first.seq)) first = found;
    }
    return first;
  }

  /** Cells that an agent wrote, or touched atomically, since then. */
  touchedSince(agent: Agent, seq: number): ReadonlySet<string> {
    const cells = new Set<string>();
    const journal = this.journals.get(agent) ?? [];
    for (let i = journal.length - 1; i >= 0; i--) {
      const a = journal[i];
      if (a === undefined || a.seq < seq) break;
      cells.add(cellKey(a.buffer, a.start));
    }
    return cells;
  }

  private readonly byPlace = new Map<Place, (SiteFacts | undefined)[]>();

  private siteOf(access: Access): SiteFacts {
    const { site, kind, atomic } = access;
    // Places are made once per expression, mostly; their text need not be made for every access.
    let at = this.byPlace.get(site);
    if (at === undefined) this.byPlace.set(site, (at = []));
    const index = KINDS.indexOf(kind) * 2 + (atomic ? 1 : 0);
    const known = at[index];
    if (known !== undefined) return known;
    const key = `${siteKey(site)}${kind}${atomic ? 'A' : ''}`;
    let facts = this.sites.get(key);
    if (facts === undefined)
      this.sites.set(key, (facts = { site, kind, atomic, cells: new Map(), agents: new Set(), first: access }));
    at[index] = facts;
    return facts;
  }

  private noteSite(access: Access): void {
    const facts = this.siteOf(access);
    facts.agents.add(access.agent.id);
    const cell = cellKey(access.buffer, access.start);
    const known = facts.cells.get(cell);
    if (known === undefined) {
      if (facts.cells.size >= CELLS_PER_SITE) return;
      const held = access.held.map((t) => t.cell);
      facts.cells.set(cell, { always: held, ever: new Set(held), bare: held.length === 0 });
      return;
    }
    if (known.always.length > 0) known.always = known.always.filter((c) => access.held.some((t) => t.cell === c));
    if (access.held.length === 0) known.bare = true;
    for (const t of access.held) known.ever.add(t.cell);
  }

  private compare(a: Access, b: Access): void {
    if (a.agent === b.agent || (a.kind === 'read' && b.kind === 'read') || !overlaps(a, b)) return;
    if (a.guess || b.guess) return;
    if (a.atomic && b.atomic && a.start === b.start && a.end === b.end) return;
    if (happenedBefore(b.agent.clock, a.agent.id, a.time)) return;
    const key = raceKey(a, b);
    if (!this.races.has(key)) this.races.set(key, { first: a, second: b });
  }
}

function overlaps(a: Access, b: Access): boolean {
  return a.start < b.end && b.start < a.end;
}

function remember(list: Access[], access: Access): void {
  let same = 0;
  let oldest = -1;
  for (let i = 0; i < list.length; i++) {
    const other = list[i];
    if (
      other === undefined ||
      other.agent !== access.agent ||
      other.site.start !== access.site.start ||
      other.site.file !== access.site.file
    )
      continue;
    if (other.kind !== access.kind) continue;
    // Same agent, same segment, same place: nothing new can be ordered differently.
    if (other.time === access.time && other.start === access.start && other.end === access.end) return;
    same++;
    if (oldest < 0) oldest = i;
  }
  if (same >= 3) list.splice(oldest, 1);
  else if (list.length >= KEEP * 4) list.shift();
  list.push(access);
}

export function siteKey(site: Place): string {
  return `${site.file}:${site.start}-${site.end}`;
}

export function raceKey(a: Access, b: Access): string {
  const x = `${siteKey(a.site)}${a.kind}${a.atomic ? 'A' : ''}`;
  const y = `${siteKey(b.site)}${b.kind}${b.atomic ? 'A' : ''}`;
  return x < y ? `${x}|${y}` : `${y}|${x}`;
}
