/**
 * What a computation has read, so that its result can be kept while none of that changes: typing in one file then
 * costs what depends on that file. Reads are named by file path (its facts) or by what else can change on its own
 * (`subclasses of X`); a file set that changes is a new beginning. Sets of reads are interned: thousands of results
 * share a few hundred of them, and one flag on the set tells all of those results that they are old.
 */
import type { FileFacts } from '../facts/core.ts';
import type { Program } from './program.ts';

/** An immutable set of names; equal sets of one tracker are one object. */
export interface Reads {
  readonly names: ReadonlySet<string>;
  /** Something in it has changed since. */
  readonly stale: boolean;
}

interface Interned extends Reads {
  stale: boolean;
  readonly ids: readonly number[];
  readonly withName: Map<string, Interned>;
  readonly withSet: Map<Interned, Interned>;
}

/** Thrown through an analysis whose result nobody waits for any more; not an error. */
export class GivenUp extends Error {
  constructor() {
    super('given up: the program has changed meanwhile');
  }
}

/** Stands for the program as a whole, for what walks through all of its files. */
const EVERYTHING = '*';

export class Tracker {
  private readonly ids = new Map<string, number>();
  private readonly sets = new Map<string, Interned>();
  private readonly nothing = interned([], new Set());
  private current: Interned = this.nothing;
  /** Computations under way; outside of them nobody wants to know what is read. */
  private depth = 0;
  private isWanted = (): boolean => true;
  private readonly told = new Map<string, ReadonlyMap<string, string>>();

  /** The computation under way looks at what this name stands for. */
  read(name: string): void {
    if (this.depth > 0 && !this.current.names.has(name)) this.current = this.plusName(this.current, name);
  }

  /** Runs a computation and tells what it read; whoever called for it has then read that, too. */
  track<T>(compute: () => T): { readonly value: T; readonly reads: Reads } {
    const outer = this.current;
    this.current = this.nothing;
    this.depth += 1;
    try {
      const value = compute();
      return { value, reads: this.current };
    } finally {
      this.depth -= 1;
      this.current = this.depth > 0 ? this.plusSet(outer, this.current) : this.nothing;
    }
  }

  /** Runs what no result rests on directly: whoever uses it names what it stands for. */
  apart(run: () => void): void {
    const outer = this.current;
    try {
      run();
    } finally {
      this.current = outer;
    }
  }

  /** Runs something that is given up between two of its parts once nobody wants it any more. */
  within<T>(isWanted: () => boolean, run: () => T): T {
    this.isWanted = isWanted;
    try {
      return run();
    } finally {
      this.isWanted = () => true;
    }
  }

  /** To be called between two pieces of work. Nothing is under way then, so all that is kept stays good. */
  breathe(): void {
    if (this.depth === 0 && !this.isWanted()) throw new GivenUp();
  }

  /** A kept result is used: what it once read counts as read. */
  replay(reads: Reads): void {
    if (this.depth > 0) this.current = this.plusSet(this.current, reads as Interned);
  }

  /** Results that read one of these names are old from now on. */
  changed(names: readonly string[]): void {
    if (names.length === 0) return;
    for (const [key, set] of this.sets) {
      if (!set.names.has(EVERYTHING) && !names.some((name) => set.names.has(name))) continue;
      set.stale = true;
      this.sets.delete(key);
    }
    for (const set of [this.nothing, ...this.sets.values()]) {
      for (const [name, sum] of set.withName) if (sum.stale) set.withName.delete(name);
      for (const [other, sum] of set.withSet) if (other.stale || sum.stale) set.withSet.delete(other);
    }
    this.current = this.nothing;
  }

  /**
   * Says what the whole program amounts to, by name: whoever has read `what name` is old only when its value is another
   * one now. Names that are left out have none.
   */
  tell(what: string, values: ReadonlyMap<string, string>): void {
    const before = this.told.get(what);
    this.told.set(what, values);
    if (before === undefined) return;
    const differ: string[] = [];
    for (const [name, value] of values) if (before.get(name) !== value) differ.push(`${what} ${name}`);
    for (const name of before.keys()) if (!values.has(name)) differ.push(`${what} ${name}`);
    // Most of it nobody has asked for.
    this.changed(differ.filter((name) => this.ids.has(name)));
  }

  /** The program as computations shall see it, so that what they read is known. */
  watch(program: Program): Program {
    return { files: new WatchedFiles(program.files, this), resolve: (from, name) => program.resolve(from, name) };
  }

  private plusName(set: Interned, name: string): Interned {
    const known = set.withName.get(name);
    if (known !== undefined && !known.stale) return known;
    const id = this.idOf(name);
    const at = set.ids.findIndex((other) => other > id);
    const ids = at < 0 ? [...set.ids, id] : [...set.ids.slice(0, at), id, ...set.ids.slice(at)];
    const result = this.intern(ids, () => new Set(set.names).add(name));
    set.withName.set(name, result);
    return result;
  }

  private plusSet(a: Interned, b: Interned): Interned {
    if (a === b || b.ids.length === 0) return a;
    if (a.ids.length === 0) return b;
    const known = a.withSet.get(b);
    if (known !== undefined && !known.stale) return known;
    const names = new Set([...a.names, ...b.names]);
    const result =
      names.size === a.names.size
        ? a
        : this.intern(
            [...names].map((name) => this.idOf(name)).sort((x, y) => x - y),
            () => names,
          );
    a.withSet.set(b, result);
    return result;
  }

  private idOf(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) this.ids.set(name, (id = this.ids.size));
    return id;
  }

  private intern(ids: readonly number[], names: () => ReadonlySet<string>): Interned {
    const key = ids.join();
    let set = this.sets.get(key);
    if (set === undefined) this.sets.set(key, (set = interned(ids, names())));
    return set;
  }
}

function interned(ids: readonly number[], names: ReadonlySet<string>): Interned {
  return { ids, names, stale: false, withName: new Map(), withSet: new Map() };
}

/** Results by key, each good until something that it read changes. */
export class Kept<K, T> {
  private readonly results = new Map<K, { readonly value: T; readonly reads: Reads }>();

  constructor(private readonly tracker: Tracker) {}

  get(key: K, compute: () => T): T {
    const known = this.results.get(key);
    if (known !== undefined && !known.reads.stale) {
      this.tracker.replay(known.reads);
      return known.value;
    }
    this.tracker.breathe();
    const result = this.tracker.track(compute);
    this.results.set(key, result);
    return result.value;
  }

  /** Forgets what belongs to no key of the present program. */
  retain(isPresent: (key: K) => boolean): void {
    for (const key of this.results.keys()) if (!isPresent(key)) this.results.delete(key);
  }
}

/** The results of one kind that belong to a tracker. */
export function keptFor<K, T>(all: WeakMap<Tracker, Kept<K, T>>, tracker: Tracker): Kept<K, T> {
  let kept = all.get(tracker);
  if (kept === undefined) all.set(tracker, (kept = new Kept(tracker)));
  return kept;
}

class WatchedFiles implements ReadonlyMap<string, FileFacts> {
  constructor(
    private readonly files: ReadonlyMap<string, FileFacts>,
    private readonly tracker: Tracker,
  ) {}

  get size(): number {
    return this.files.size;
  }

  get(path: string): FileFacts | undefined {
    this.tracker.read(path);
    return this.files.get(path);
  }

  /** Which files there are does not change while a tracker lives. */
  has(path: string): boolean {
    return this.files.has(path);
  }

  keys(): MapIterator<string> {
    return this.files.keys();
  }

  entries(): MapIterator<[string, FileFacts]> {
    this.tracker.read(EVERYTHING);
    return this.files.entries();
  }

  values(): MapIterator<FileFacts> {
    this.tracker.read(EVERYTHING);
    return this.files.values();
  }

  forEach(visit: (facts: FileFacts, path: string, map: ReadonlyMap<string, FileFacts>) => void): void {
    for (const [path, facts] of this.entries()) visit(facts, path, this);
  }

  [Symbol.iterator](): MapIterator<[string, FileFacts]> {
    return this.entries();
  }
}
