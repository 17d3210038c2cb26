/**
 * Who extends and who implements whom: the only questions of resolution that look at every file. Their answers are
 * found class by class and compared with those of before, so that an edit disturbs only whose relatives changed.
 */
import type { ClassId, FileFacts } from '../facts/core.ts';
import { classKey } from './class-index.ts';
import type { Program } from './program.ts';
import { perFile } from './per-file.ts';
import { Kept, type Tracker } from './tracking.ts';

export interface ClassRef {
  readonly file: string;
  readonly cls: ClassId;
}

type Index = ReadonlyMap<string, readonly ClassRef[]>;

interface Supers {
  readonly program: Program;
  readonly tracker: Tracker;
  superOf(ref: ClassRef): ClassRef | undefined;
}

const NOBODY: readonly ClassRef[] = [];

export class Heritage {
  private subclasses: Index = new Map();
  private implementers: Index = new Map();
  private building = false;
  private readonly supers: Kept<string, readonly (readonly [base: string, cls: ClassId])[]>;

  /** `unsure` is called when a class must be resolved to know its relatives while these are being found. */
  constructor(
    private readonly resolver: Supers,
    private readonly unsure: () => void,
  ) {
    this.supers = new Kept(resolver.tracker);
  }

  subclassesOf(ref: ClassRef): readonly ClassRef[] {
    if (this.building) {
      this.unsure();
      return NOBODY;
    }
    const key = classKey(ref);
    this.resolver.tracker.read(`subclasses of ${key}`);
    return this.subclasses.get(key) ?? NOBODY;
  }

  implementersOf(name: string): readonly ClassRef[] {
    this.resolver.tracker.read(`implementers of ${name}`);
    return this.implementers.get(name) ?? NOBODY;
  }

  /** At first, and after an edit: finds anew, and tells the tracker whose relatives are others now. */
  refresh(): void {
    const { implementers, subclasses } = this;
    this.implementers = this.findImplementers();
    this.tell('implementers', implementers, this.implementers);
    this.subclasses = this.findSubclasses();
    this.tell('subclasses', subclasses, this.subclasses);
  }

  private tell(what: string, before: Index, after: Index): void {
    const differ = [...new Set([...before.keys(), ...after.keys()])].filter(
      (key) => !sameList(before.get(key) ?? NOBODY, after.get(key) ?? NOBODY),
    );
    this.resolver.tracker.changed(differ.map((key) => `${what} of ${key}`));
  }

  private findSubclasses(): Index {
    this.building = true;
    const { tracker } = this.resolver;
    const found = new Map<string, ClassRef[]>();
    // What the finding reads concerns who asks only as far as the answer changes.
    tracker.apart(() => {
      for (const file of this.resolver.program.files.keys())
        for (const [base, cls] of this.supers.get(file, () => this.supersIn(file))) push(found, base, { file, cls });
    });
    this.building = false;
    return found;
  }

  private supersIn(file: string): (readonly [string, ClassId])[] {
    const out: (readonly [string, ClassId])[] = [];
    for (const cls of this.resolver.program.files.get(file)?.classes ?? []) {
      const base = cls.superClass === undefined ? undefined : this.resolver.superOf({ file, cls: cls.id });
      if (base !== undefined) out.push([classKey(base), cls.id]);
    }
    return out;
  }

  private findImplementers(): Index {
    const found = new Map<string, ClassRef[]>();
    this.resolver.tracker.apart(() => {
      for (const [file, facts] of this.resolver.program.files)
        for (const [name, cls] of implementedIn(facts)) push(found, name, { file, cls });
    });
    return found;
  }
}

const implementedIn = perFile((facts: FileFacts): readonly (readonly [name: string, cls: ClassId])[] =>
  facts.classes.flatMap((cls) =>
    cls.implements.flatMap((type) => (type.k === 'ref' ? [[type.name, cls.id] as const] : [])),
  ),
);

function push(index: Map<string, ClassRef[]>, key: string, ref: ClassRef): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [ref]);
  else list.push(ref);
}

function sameList(a: readonly ClassRef[], b: readonly ClassRef[]): boolean {
  return a.length === b.length && a.every((ref, i) => ref.file === b[i]?.file && ref.cls === b[i].cls);
}
