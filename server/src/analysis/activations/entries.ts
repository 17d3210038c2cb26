/**
 * Which functions start activations, and which of those may overlap with themselves and each other: the
 * concurrency signal. Code that only one activation reaches has none, and is not spoken of.
 */
import type { FieldFacts, FileFacts, FunctionFacts, FunctionId } from '../../facts/core.ts';
import { CALLED_ONCE, HANDLER_DECORATORS } from '../../knowledge/handlers.ts';
import { factsOf, fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { saysSame } from '../same.ts';
import { isDeclaredThreadSafe } from '../thread-safe.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { decoratorName, forEachExprIn } from '../walk.ts';
import { type Handovers, scan, type Signal } from './handed.ts';
import { type Exported, exportedThings } from './offers.ts';

export interface Entries {
  readonly roots: readonly FnRef[];
  /** By function key. */
  readonly signals: ReadonlyMap<string, Signal>;
  signalOf(ref: FnRef): Signal | undefined;
  /**
   * A method of a class in plain JavaScript that only its own class calls: whether others may call it cannot be said
   * there, so what those callers do is what counts.
   */
  isInner(ref: FnRef): boolean;
}

const TEST_FILE = /(\.|_)(test|spec|tests|e2e|bench|stories)\.[cm]?[jt]sx?$|\/__(tests|mocks|fixtures)__\//;
const TEST_MODULES = new Set([
  'node:test',
  'vitest',
  'mocha',
  '@jest/globals',
  'ava',
  'tap',
  '@playwright/test',
  'bun:test',
]);

export function isTestFile(path: string, facts: FileFacts): boolean {
  return TEST_FILE.test(path) || facts.specifiers.some((s) => TEST_MODULES.has(s));
}

/** What was found last, and the scans that it was put together from. */
interface Found {
  readonly scans: ReadonlyMap<string, FileScan>;
  readonly entries: Entries;
}

const foundLast = new WeakMap<Tracker, Found>();

/** Kept between runs: a file is scanned again when it, or what its names lead to, has changed. */
const scansOf = new WeakMap<Tracker, Kept<string, FileScan>>();

export function findEntries(program: Program, resolver: Resolver): Entries {
  const { tracker } = resolver;
  const perFile = keptFor(scansOf, tracker);
  const scans = new Map<string, FileScan>();
  for (const [file, facts] of program.files)
    if (!skip(file, facts))
      scans.set(
        file,
        perFile.get(file, () => scanFile(program, resolver, file)),
      );
  // What is typed inside a function seldom changes who calls whom.
  const last = foundLast.get(tracker);
  const entries = last !== undefined && sameScans(last.scans, scans) ? last.entries : entriesOf(scans);
  foundLast.set(tracker, { scans, entries });
  return entries;
}

function sameScans(a: ReadonlyMap<string, FileScan>, b: ReadonlyMap<string, FileScan>): boolean {
  if (a.size !== b.size) return false;
  const before = a.entries();
  for (const [file, scan] of b) {
    const [other, old] = before.next().value ?? ['', undefined];
    if (file !== other || !saysSame(scan, old)) return false;
  }
  return true;
}

/** A function of the scans alone: these say all that it needs to know of files. */
function entriesOf(scans: ReadonlyMap<string, FileScan>): Entries {
  const signals = new Map<string, Signal>();
  const roots = new Map<string, FnRef>();
  const callers = new Map<string, FnRef[]>();
  const passed = new Map<string, Signal | undefined>();
  for (const scan of scans.values()) {
    for (const [callee, caller] of scan.calls) {
      const list = callers.get(callee);
      if (list === undefined) callers.set(callee, [caller]);
      else list.push(caller);
    }
    for (const { key, signal, isLiteral } of scan.handed) {
      if (signal === undefined && passed.has(key)) continue;
      const old = passed.get(key);
      if (isLiteral || signal !== undefined) passed.set(key, old?.strong === true ? old : signal);
    }
  }
  const api: { ref: FnRef; key: string; signal: Signal }[] = [];
  const inner = new Set<string>();
  for (const [file, { offers }] of scans) {
    for (const { fn, key, isModule, declared, startsWork, open, hook } of offers) {
      const ref = { file, fn };
      if (isModule) {
        roots.set(key, ref);
        continue;
      }
      const handler = declared ?? passed.get(key);
      if (handler !== undefined) {
        signals.set(key, handler);
        roots.set(key, ref);
      } else if (passed.has(key) || startsWork) roots.set(key, ref);
      else if (open !== undefined && (!hook || !callers.has(key))) api.push({ ref, key, signal: open });
    }
  }
  const classOf = (ref: FnRef): number | undefined => scans.get(ref.file)?.classes[ref.fn];
  // A public function that is called only from code that runs once is not concurrent.
  const concurrent = new Set(signals.keys());
  const pending = new Map(api.map((a) => [a.key, a]));
  for (const { ref, key } of api) {
    const own = callers.get(key) ?? [];
    const isOutside = (c: FnRef): boolean =>
      c.file !== ref.file || c.fn === 0 || classOf(c) === undefined || classOf(c) !== scans.get(ref.file)?.own[ref.fn];
    if (own.some(isOutside)) continue;
    concurrent.add(key);
    if (
      /\.[cm]?jsx?$/.test(ref.file) &&
      own.some((c) => c.fn !== ref.fn) &&
      scans.get(ref.file)?.overriding.includes(ref.fn) !== true
    )
      inner.add(key);
  }
  const callees = new Map<string, string[]>();
  for (const [callee, list] of callers) {
    for (const c of list) {
      const caller = fnKey(c);
      const from = callees.get(caller);
      if (from === undefined) callees.set(caller, [callee]);
      else from.push(callee);
    }
  }
  const children = new Map([...scans.values()].flatMap(({ children: own }) => [...own]));
  const queue = [...concurrent];
  const seen = new Set(queue);
  while (queue.length > 0) {
    const key = queue.pop() ?? '';
    for (const callee of callees.get(key) ?? []) {
      if (seen.has(callee)) continue;
      seen.add(callee);
      concurrent.add(callee);
      queue.push(callee);
    }
    for (const child of children.get(key) ?? []) {
      if (!seen.has(child)) {
        seen.add(child);
        queue.push(child);
      }
    }
  }
  for (const [key, a] of pending) {
    if (!concurrent.has(key)) continue;
    signals.set(key, signals.get(key) ?? a.signal);
    roots.set(key, a.ref);
  }
  addOverlaps(scans, roots, signals);
  return {
    roots: [...roots.values()],
    signals,
    signalOf: (ref) => signals.get(fnKey(ref)),
    isInner: (ref) => inner.has(fnKey(ref)) && signals.get(fnKey(ref))?.strong !== true,
  };
}

/** What one function starts and does not wait for before it goes on runs beside what it calls next, and only that. */
function addOverlaps(
  scans: ReadonlyMap<string, FileScan>,
  roots: Map<string, FnRef>,
  signals: Map<string, Signal>,
): void {
  const met = new Map<string, { readonly ref: FnRef; readonly line: number; readonly others: Set<string> }>();
  for (const { overlaps } of scans.values())
    for (const { first, second, line } of overlaps)
      for (const [ref, other] of [
        [first, second],
        [second, first],
      ] as const) {
        const key = fnKey(ref);
        const known = met.get(key) ?? { ref, line, others: new Set() };
        known.others.add(fnKey(other));
        met.set(key, known);
      }
  for (const [key, { ref, line, others }] of met) {
    if (signals.has(key)) continue;
    const text = `what is started on line ${line} is not waited for before the next call`;
    signals.set(key, { text, strong: false, who: 'call', only: others });
    roots.set(key, ref);
  }
}

function skip(file: string, facts: FileFacts): boolean {
  return facts.generated || /\.d\.[cm]?ts$/.test(file) || isTestFile(file, facts);
}

/** Whoever has the base class in hand calls it, too. */
function overrides(program: Program, resolver: Resolver, ref: FnRef): boolean {
  const { cls, name } = fnOf(program, ref);
  const base = cls === undefined ? undefined : resolver.superOf({ file: ref.file, cls });
  return base !== undefined && resolver.methodsOf(base, name).length > 0;
}

/** The class in whose member function a function stands. */
function classAround(facts: FileFacts, start: FunctionFacts): number | undefined {
  let fn: FunctionFacts | undefined = start;
  while (fn !== undefined && fn.cls === undefined && fn.parent !== undefined) fn = facts.functions[fn.parent];
  return fn?.cls;
}

function qualifier(facts: FileFacts, fn: FunctionFacts): string {
  const owner = fn.cls ?? fieldOf(fn, facts)?.cls;
  const cls = owner === undefined ? undefined : facts.classes[owner]?.name;
  if (cls !== undefined && cls !== '') return `${cls}.${fn.name}`;
  if (fn.name !== '') return fn.name;
  const maker = fn.parent === undefined || fn.parent === 0 ? '' : (facts.functions[fn.parent]?.name ?? '');
  return maker === '' ? 'the function' : `what ${maker} returns`;
}

/** A constructor cannot wait for what it starts; that goes on beside everything else. */
function startsWork(fn: FunctionFacts, exported: Exported): boolean {
  if (fn.kind !== 'constructor' || fn.cls === undefined || !exported.classes.has(fn.cls)) return false;
  let found = false;
  forEachExprIn(fn, (e) => {
    if (e.k === 'call' && e.callee.k === 'member' && /^(then|finally|catch)$/.test(e.callee.prop)) found = true;
  });
  return found;
}

/** `connect = async () => {...}`: a method by another name. */
function fieldOf(
  fn: FunctionFacts,
  facts: FileFacts,
): { readonly cls: number; readonly field: FieldFacts } | undefined {
  const host = fn.parent === undefined ? undefined : facts.functions[fn.parent];
  if (host?.kind !== 'fields' || host.cls === undefined) return undefined;
  const field = facts.classes[host.cls]?.fields.find((x) => x.init?.k === 'func' && x.init.fn === fn.id);
  return field === undefined || field.static ? undefined : { cls: host.cls, field };
}

/**
 * A member that its class only offers to its relatives (`protected`, `_name`). Who calls it cannot be seen when
 * nobody of the program does: a base class, a framework, a subclass elsewhere.
 */
function isHook(fn: FunctionFacts, facts: FileFacts, exported: Exported): boolean {
  if (fn.cls === undefined || !fn.async || fn.kind !== 'method' || fn.name.startsWith('#')) return false;
  if (CALLED_ONCE.test(fn.name) || !exported.classes.has(fn.cls)) return false;
  return fn.access === 'protected' || (fn.access === 'public' && fn.name.startsWith('_'));
}

/** Its author says that it is not for others: `@private`, `@internal`. */
function isHidden(fn: FunctionFacts): boolean {
  return fn.tags.some((t) => t.name === 'private' || t.name === 'internal' || t.name === 'protected');
}

function isApi(fn: FunctionFacts, facts: FileFacts, exported: Exported): boolean {
  if (isHidden(fn)) return false;
  if (
    fn.kind === 'constructor' ||
    fn.kind === 'fields' ||
    fn.kind === 'static' ||
    fn.kind === 'getter' ||
    fn.kind === 'setter'
  )
    return false;
  if (CALLED_ONCE.test(fn.name)) return false;
  if (fn.cls !== undefined) {
    if (fn.access !== 'public' || /^[_#]/.test(fn.name)) return false;
    return exported.all || exported.classes.has(fn.cls) || extendsOrNested(facts, fn.cls, exported);
  }
  if (exported.functions.has(fn.id)) return true;
  const field = fieldOf(fn, facts);
  if (field !== undefined) {
    if (field.field.access !== 'public' || /^[_#]/.test(field.field.name)) return false;
    return exported.all || exported.classes.has(field.cls) || extendsOrNested(facts, field.cls, exported);
  }
  if (exported.all && fn.parent === 0 && fn.kind === 'function') return true;
  // Methods of the object that an exported factory returns.
  return fn.kind === 'method' && fn.parent !== undefined && (exported.functions.has(fn.parent) || exported.all);
}

/** Subclasses and private classes whose instances an exported class of the file keeps. */
function extendsOrNested(facts: FileFacts, cls: number, exported: Exported): boolean {
  const facts2 = facts.classes[cls];
  return facts2?.implements.length !== undefined && facts2.implements.length > 0 && exported.classes.size > 0;
}

/** What one function is offered as. */
interface Offer {
  readonly fn: FunctionId;
  readonly key: string;
  readonly isModule: boolean;
  /** What its decorator, or a promise of its author, says of it. */
  readonly declared: Signal | undefined;
  readonly startsWork: boolean;
  /** The signal of a function that others may call. */
  readonly open: Signal | undefined;
  /** Only if nobody of the program calls it. */
  readonly hook: boolean;
}

/** What one file says of entries: whom it calls, what it hands over to be called, what it offers. Plain data. */
interface FileScan extends Handovers {
  readonly offers: readonly Offer[];
  /** By function: the class that it is a member of, and the one in whose member function it stands. */
  readonly own: readonly (number | undefined)[];
  readonly classes: readonly (number | undefined)[];
  /** Functions that stand in a function. */
  readonly children: readonly (readonly [key: string, children: readonly string[]])[];
  /** In plain JavaScript: functions that are offered, and known by a base class as well. */
  readonly overriding: readonly FunctionId[];
}

function scanFile(program: Program, resolver: Resolver, file: string): FileScan {
  const facts = factsOf(program, file);
  const exported = exportedThings(resolver, file, facts);
  const handovers: Handovers = { calls: [], overlaps: [], handed: [] };
  for (const fn of facts.functions) scan(program, resolver, { file, fn: fn.id }, facts, fn, handovers);
  const offers = facts.functions.map((fn) => offerOf(file, facts, fn, exported));
  const children = new Map<string, string[]>();
  for (const fn of facts.functions) {
    if (fn.parent === undefined || fn.parent === 0) continue;
    const key = fnKey({ file, fn: fn.parent });
    children.set(key, [...(children.get(key) ?? []), fnKey({ file, fn: fn.id })]);
  }
  const isPlain = /\.[cm]?jsx?$/.test(file);
  const overriding = offers.filter(
    ({ fn, open }) => isPlain && open !== undefined && overrides(program, resolver, { file, fn }),
  );
  return {
    ...handovers,
    offers,
    own: facts.functions.map((fn) => fn.cls),
    classes: facts.functions.map((fn) => classAround(facts, fn)),
    children: [...children],
    overriding: overriding.map(({ fn }) => fn),
  };
}

function offerOf(file: string, facts: FileFacts, fn: FunctionFacts, exported: Exported): Offer {
  const key = fnKey({ file, fn: fn.id });
  const isModule = fn.kind === 'module';
  const api = !isModule && isApi(fn, facts, exported);
  const hook = !isModule && !api && isHook(fn, facts, exported);
  const text = `${qualifier(facts, fn)} is called by others, who need not wait for one call before the next`;
  return {
    fn: fn.id,
    key,
    isModule,
    declared: isModule ? undefined : declaredAs(facts, fn),
    startsWork: startsWork(fn, exported),
    open: api || hook ? { text, strong: false, who: `call of ${fn.name === '' ? 'it' : fn.name}` } : undefined,
    hook,
  };
}

function declaredAs(facts: FileFacts, fn: FunctionFacts): Signal | undefined {
  const decorated = fn.decorators
    .map((d) => decoratorName(facts, d))
    .map((n) => HANDLER_DECORATORS.get(n))
    .find((x) => x !== undefined);
  if (decorated !== undefined) return { text: decorated, strong: true, who: 'request' };
  if (!isDeclaredThreadSafe(facts, fn)) return undefined;
  return { text: `${qualifier(facts, fn)} is declared @threadSafe`, strong: true, who: `call of ${fn.name}` };
}
