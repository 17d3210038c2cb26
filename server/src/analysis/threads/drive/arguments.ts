/**
 * Arguments for what a library exports. What has a type or a default is made by it; the rest is not known. Options
 * are left out, as most users do: an empty bag is tried first, and when a call refuses it, the option that was
 * looked for last is put in. Values that nobody would choose make programs that nobody wrote.
 */
import type { FunctionFacts, Pattern } from '../../../facts/core.ts';
import type { World } from '../world.ts';
import { Obj, Unknown, type Slot, type Value } from '../values.ts';
import type { Outside } from './typed-values.ts';

const OPTIONS = /^_?(opts?|options|config|settings|init)$|Options$/i;

/** What runs have learnt a function needs: options by name, or that a bag of chosen options does not do. */
export interface Needs {
  readonly options: Set<string>;
  bag: boolean;
}

/** Options that remember which of them somebody looked for in vain. */
class Bag extends Obj {
  readonly missed: string[] = [];

  constructor(given: Iterable<string>) {
    super(undefined);
    const props = new Recorded(this.missed);
    for (const name of given) props.set(name, new Unknown('input'));
    this.own = props;
  }
}

class Recorded extends Map<string, Slot> {
  private readonly missed: string[] | undefined;

  constructor(missed: string[]) {
    super();
    this.missed = missed;
  }

  override get(key: string): Slot | undefined {
    const value = super.get(key);
    if (value === undefined && !super.has(key)) this.missed?.push(key);
    return value;
  }
}

export class Arguments {
  private bags: Bag[] = [];

  constructor(
    protected readonly world: World,
    private readonly outside: Outside,
  ) {}

  of(file: string, fn: FunctionFacts | undefined, name: string): Value[] {
    const out: Value[] = [];
    this.bags = [];
    const needs = this.needs(name);
    for (const [i, p] of (fn?.params ?? []).entries()) {
      if (p.rest) break;
      const isBag = needs.bag && (p.target.k === 'objectPattern' || OPTIONS.test(this.nameOf(file, p.target)));
      if (isBag) {
        const bag = new Bag(needs.options);
        this.bags.push(bag);
        out.push(bag);
      } else if (p.init !== undefined && this.world.random() < 0.8) out.push(undefined);
      else out.push(this.outside.value(file, p.type, `${name}:${i}`, false));
    }
    return out;
  }

  /** The call that was made last ended in an exception. */
  refused(name: string): void {
    const needs = this.needs(name);
    const missing = this.bags.flatMap((b) => b.missed).findLast((key) => !needs.options.has(key));
    if (missing === undefined || needs.options.size >= 6) needs.bag = false;
    else needs.options.add(missing);
  }

  private needs(name: string): Needs {
    const { needs } = this.world.knowledge;
    let known = needs.get(name);
    if (known === undefined) needs.set(name, (known = { options: new Set(), bag: true }));
    return known;
  }

  private nameOf(file: string, target: Pattern): string {
    return target.k === 'bind' ? (this.world.factsOf(file)?.bindings[target.b]?.name ?? '') : '';
  }
}
