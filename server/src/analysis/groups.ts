/**
 * Things by group, of which each comes from a source (a file, a root) that can change: what one source has is put in
 * place of what it had before, and the others stay as they are.
 */
const NONE: readonly never[] = [];

export class Groups<T> {
  private readonly bySource = new Map<string, ReadonlyMap<string, readonly T[]>>();
  private readonly sources = new Map<string, Set<string>>();
  private readonly lists = new Map<string, readonly T[]>();

  constructor(private readonly groupOf: (thing: T) => string) {}

  /** Puts a source's things in place of those it had; tells which groups are concerned. */
  put(source: string, things: readonly T[]): ReadonlySet<string> {
    const old = this.bySource.get(source);
    const own = new Map<string, T[]>();
    for (const thing of things) {
      const group = this.groupOf(thing);
      const list = own.get(group);
      if (list === undefined) own.set(group, [thing]);
      else list.push(thing);
    }
    for (const group of old?.keys() ?? NONE) if (!own.has(group)) this.leave(group, source);
    for (const group of own.keys()) {
      const sources = this.sources.get(group);
      if (sources === undefined) this.sources.set(group, new Set([source]));
      else sources.add(source);
    }
    if (own.size > 0) this.bySource.set(source, own);
    else this.bySource.delete(source);
    const touched = new Set([...(old?.keys() ?? NONE), ...own.keys()]);
    for (const group of touched) this.lists.delete(group);
    return touched;
  }

  /** All of a group, source after source. */
  list(group: string, order: ReadonlyMap<string, number>): readonly T[] {
    const known = this.lists.get(group);
    if (known !== undefined) return known;
    const sources = this.sources.get(group);
    if (sources === undefined) return NONE;
    const sorted = [...sources].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const list = sorted.flatMap((source) => this.bySource.get(source)?.get(group) ?? NONE);
    this.lists.set(group, list);
    return list;
  }

  /** The sources follow each other in another way now. */
  forgetLists(): readonly string[] {
    this.lists.clear();
    return [...this.sources.keys()];
  }

  private leave(group: string, source: string): void {
    const sources = this.sources.get(group);
    sources?.delete(source);
    if (sources?.size === 0) this.sources.delete(group);
  }
}
