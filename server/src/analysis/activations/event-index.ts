/**
 * What all roots do, by what it is done to: the accesses of a family of cells, the calls of a function, the collections
 * that are looked into by key. It follows the runs from one analysis to the next, and tells which of this is another
 * than before, so that only those verdicts are found anew that rest on it.
 */
import { Groups } from '../groups.ts';
import { fnKey } from '../program.ts';
import type { Access, CallRecord, Events } from './machine.ts';
import { family } from './meeting.ts';

/** What one root's run found out; a pure function of what it read. */
export interface RootRun {
  readonly events: Events;
  readonly lookups: ReadonlySet<string>;
  /** Set when the run failed. */
  readonly problem: string | undefined;
}

/** What verdicts ask of all roots together. */
export interface Meetings {
  accessesOf(family: string): readonly Access[];
  callsOf(callee: string): readonly CallRecord[];
  isLookedInto(collection: string): boolean;
}

const NONE: readonly never[] = [];

/** Names of what can be asked, as `update` gives them back. */
export const nameOf = {
  accesses: (of: string): string => `accesses of ${of}`,
  calls: (of: string): string => `calls of ${of}`,
  lookups: (of: string): string => `look-ups in ${of}`,
} as const;

export class EventIndex implements Meetings {
  private runs: ReadonlyMap<string, RootRun> = new Map();
  private order: ReadonlyMap<string, number> = new Map();
  private readonly accesses = new Groups<Access>((access) => family(access.cell));
  private readonly calls = new Groups<CallRecord>((call) => fnKey(call.callee));
  private readonly lookups = new Map<string, number>();

  /** Takes over the runs of all roots, in their order; tells by name what is different now. */
  update(runs: ReadonlyMap<string, RootRun>): ReadonlySet<string> {
    const touched = new Set<string>();
    const before = this.runs;
    this.runs = runs;
    if (!keepsOrder(before, runs)) for (const name of this.accesses.forgetLists()) touched.add(nameOf.accesses(name));
    this.order = new Map([...runs.keys()].map((key, i) => [key, i]));
    for (const [root, run] of before) if (runs.get(root) !== run) this.replace(root, run, undefined, touched);
    for (const [root, run] of runs) if (before.get(root) !== run) this.replace(root, undefined, run, touched);
    return touched;
  }

  accessesOf(of: string): readonly Access[] {
    return this.accesses.list(of, this.order);
  }

  callsOf(callee: string): readonly CallRecord[] {
    return this.calls.list(callee, this.order);
  }

  isLookedInto(collection: string): boolean {
    return this.lookups.has(collection);
  }

  private replace(root: string, old: RootRun | undefined, run: RootRun | undefined, touched: Set<string>): void {
    for (const name of this.accesses.put(root, run?.events.accesses ?? NONE)) touched.add(nameOf.accesses(name));
    for (const name of this.calls.put(root, run?.events.calls ?? NONE)) touched.add(nameOf.calls(name));
    for (const [names, by] of [
      [old?.lookups, -1],
      [run?.lookups, 1],
    ] as const)
      for (const name of names ?? NONE) {
        const count = (this.lookups.get(name) ?? 0) + by;
        if (count > 0) this.lookups.set(name, count);
        else this.lookups.delete(name);
        touched.add(nameOf.lookups(name));
      }
  }
}

/** Whether the roots that are in both come one after the other as before. */
function keepsOrder(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): boolean {
  const both = [...before.keys()].filter((key) => after.has(key));
  let at = 0;
  for (const key of after.keys()) if (both[at] === key) at += 1;
  return at === both.length;
}
