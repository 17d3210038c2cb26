/**
 * What the variables of one path hold. Paths part and meet at every condition, and most of what they hold is the same:
 * it is kept in one map for all of them, and each path has a small one with what it changed since. So a path is
 * copied, and met with another one, at the price of the changes.
 */
import { joinVals, type Val } from './values.ts';

/** More changes than this become part of what is shared. */
const MAX_CHANGES = 12;

export class Locals {
  private constructor(
    private shared: ReadonlyMap<string, Val>,
    private changes: Map<string, Val>,
  ) {}

  static empty(): Locals {
    return new Locals(new Map(), new Map());
  }

  get(key: string): Val | undefined {
    return this.changes.get(key) ?? this.shared.get(key);
  }

  /** Only on a fork of one's own: others may be looking. */
  set(key: string, val: Val): void {
    this.changes.set(key, val);
  }

  fork(): Locals {
    // What this one holds stays the same, and so does its order; later forks share the larger map.
    if (this.changes.size > MAX_CHANGES) {
      this.shared = new Map([...this.shared, ...this.changes]);
      this.changes = new Map();
    }
    return new Locals(this.shared, new Map(this.changes));
  }

  /** In the order in which the names came up. Values may be set on the way. */
  *entries(): IterableIterator<readonly [string, Val]> {
    const { shared, changes } = this;
    for (const [key, val] of shared) yield [key, changes.get(key) ?? val];
    for (const entry of changes) if (!shared.has(entry[0])) yield entry;
  }

  /** What is held where two paths meet: this very object when the other one adds nothing. */
  join(other: Locals): Locals {
    if (this === other) return this;
    let out: Locals | undefined;
    const meet = (key: string, own: Val | undefined, theirs: Val): void => {
      if (own === theirs) return;
      out ??= this.fork();
      out.set(key, own === undefined ? theirs : joinVals(own, theirs));
    };
    const { shared, changes } = this;
    if (shared !== other.shared) {
      for (const [key, val] of other.entries()) meet(key, changes.get(key) ?? shared.get(key), val);
      return out ?? this;
    }
    for (const [key, val] of other.changes) meet(key, changes.get(key) ?? shared.get(key), val);
    for (const [key, val] of changes) {
      const before = other.changes.has(key) ? undefined : shared.get(key);
      if (before !== undefined) meet(key, val, before);
    }
    return out ?? this;
  }
}
