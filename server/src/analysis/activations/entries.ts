/**
 * Which functions start activations, and which of those may overlap with themselves and each other: the
 * concurrency signal. Code that only one activation reaches has none, and is not spoken of.
 */
import type { FieldFacts, FileFacts, FunctionFacts } from '../../facts/core.ts';
import { CALLED_ONCE, HANDLER_DECORATORS } from '../../knowledge/handlers.ts';
import { factsOf, fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { isDeclaredThreadSafe } from '../thread-safe.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { decoratorName, forEachExprIn } from '../walk.ts';
import { type Handovers, scan, type Signal } from './handed.ts';
import { type Exported, exportedThings } from './offers.ts';

export interface Entries {
  readonly roots: readonly FnRef[];
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

export function findEntries(program: Program, resolver: Resolver): Entries {
  const signals = new Map<string, Signal>();
  const roots = new Map<string, FnRef>();
  const callers = new Map<string, FnRef[]>();
  const passed = new Map<string, Signal | undefined>();
  const perFile = keptFor(scansOf, resolver.tracker);
  const scans: { file: string; facts: FileFacts; scan: FileScan }[] = [];
  for (const [file, facts] of program.files) {
    if (skip(file, facts)) continue;
    const scan = perFile.get(file, () => scanFile(program, resolver, file));
    scans.push({ file, facts, scan });
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
  const api: { ref: FnRef; signal: Signal }[] = [];
  const inner = new Set<string>();
  for (const {
    file,
    facts,
    scan: { exported },
  } of scans) {
    for (const fn of facts.functions) {
      const ref = { file, fn: fn.id };
      const key = fnKey(ref);
      if (fn.kind === 'module') {
        roots.set(key, ref);
        continue;
      }
      const decorated = fn.decorators
        .map((d) => decoratorName(facts, d))
        .map((n) => HANDLER_DECORATORS.get(n))
        .find((x) => x !== undefined);
      const handler =
        decorated !== undefined
          ? { text: decorated, strong: true, who: 'request' }
          : isDeclaredThreadSafe(facts, fn)
            ? { text: `${qualifier(facts, fn)} is declared @threadSafe`, strong: true, who: `call of ${fn.name}` }
            : passed.get(key);
      if (handler !== undefined) {
        signals.set(key, handler);
        roots.set(key, ref);
      } else if (passed.has(key) || startsWork(fn, exported)) roots.set(key, ref);
      else if (isApi(fn, facts, exported) || (isHook(fn, facts, exported) && !callers.has(key)))
        api.push({
          ref,
          signal: {
            text: `${qualifier(facts, fn)} is called by others, who need not wait for one call before the next`,
            strong: false,
            who: `call of ${fn.name === '' ? 'it' : fn.name}`,
          },
        });
    }
  }
  // A public function that is called only from code that runs once is not concurrent.
  const concurrent = new Set(signals.keys());
  const pending = new Map(api.map((a) => [fnKey(a.ref), a]));
  for (const a of api) {
    const from = (callers.get(fnKey(a.ref)) ?? []).filter(
      (c) => c.file !== a.ref.file || c.fn === 0 || !sameClass(program, c, a.ref),
    );
    if (from.length === 0) {
      mark(a.ref);
      const own = callers.get(fnKey(a.ref)) ?? [];
      if (/\.[cm]?jsx?$/.test(a.ref.file) && own.some((c) => c.fn !== a.ref.fn) && !overrides(program, resolver, a.ref))
        inner.add(fnKey(a.ref));
    }
  }
  const callees = new Map<string, FnRef[]>();
  for (const [callee, list] of callers) {
    const ref = refOf(callee);
    for (const c of list) {
      const from = callees.get(fnKey(c));
      if (from === undefined) callees.set(fnKey(c), [ref]);
      else from.push(ref);
    }
  }
  const children = nesting(program);
  const queue = [...concurrent];
  const seen = new Set(queue);
  while (queue.length > 0) {
    const key = queue.pop() ?? '';
    for (const callee of callees.get(key) ?? []) {
      const k = fnKey(callee);
      if (seen.has(k)) continue;
      seen.add(k);
      concurrent.add(k);
      queue.push(k);
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
  function mark(ref: FnRef): void {
    concurrent.add(fnKey(ref));
  }
  return {
    roots: [...roots.values()],
    signalOf: (ref) => signals.get(fnKey(ref)),
    isInner: (ref) => inner.has(fnKey(ref)) && signals.get(fnKey(ref))?.strong !== true,
  };
}

function skip(file: string, facts: FileFacts): boolean {
  return facts.generated || /\.d\.[cm]?ts$/.test(file) || isTestFile(file, facts);
}

function refOf(key: string): FnRef {
  const hash = key.lastIndexOf('#');
  return { file: key.slice(0, hash), fn: Number(key.slice(hash + 1)) };
}

/** Functions by the function they stand in. */
function nesting(program: Program): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  for (const [file, facts] of program.files) {
    for (const fn of facts.functions) {
      if (fn.parent === undefined || fn.parent === 0) continue;
      const key = fnKey({ file, fn: fn.parent });
      const list = out.get(key);
      if (list === undefined) out.set(key, [fnKey({ file, fn: fn.id })]);
      else list.push(fnKey({ file, fn: fn.id }));
    }
  }
  return out;
}

/** Whoever has the base class in hand calls it, too. */
function overrides(program: Program, resolver: Resolver, ref: FnRef): boolean {
  const { cls, name } = fnOf(program, ref);
  const base = cls === undefined ? undefined : resolver.superOf({ file: ref.file, cls });
  return base !== undefined && resolver.methodsOf(base, name).length > 0;
}

function sameClass(program: Program, a: FnRef, b: FnRef): boolean {
  let fn: FunctionFacts | undefined = fnOf(program, a);
  while (fn !== undefined && fn.cls === undefined && fn.parent !== undefined)
    fn = program.files.get(a.file)?.functions[fn.parent];
  return fn?.cls !== undefined && fn.cls === fnOf(program, b).cls;
}

function qualifier(facts: FileFacts, fn: FunctionFacts): string {
  const owner = fn.cls ?? fieldOf(fn, facts)?.cls;
  const cls = owner === undefined ? undefined : facts.classes[owner]?.name;
  return cls === undefined || cls === '' ? (fn.name === '' ? 'the function' : fn.name) : `${cls}.${fn.name}`;
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

/** What one file says of entries: whom it calls, what it hands over to be called, what it offers. */
interface FileScan extends Handovers {
  readonly exported: Exported;
}

/** Kept between runs: a file is scanned again when it, or what its names lead to, has changed. */
const scansOf = new WeakMap<Tracker, Kept<string, FileScan>>();

function scanFile(program: Program, resolver: Resolver, file: string): FileScan {
  const facts = factsOf(program, file);
  const out: FileScan = { exported: exportedThings(resolver, file, facts), calls: [], handed: [] };
  for (const fn of facts.functions) scan(program, resolver, { file, fn: fn.id }, facts, fn, out);
  return out;
}
