/**
 * Which functions start activations, and which of those may overlap with themselves and each other: the
 * concurrency signal. Code that only one activation reaches has none, and is not spoken of.
 */
import type { Expr, FieldFacts, FileFacts, FunctionFacts } from '../../facts/core.ts';
import { CALLED_ONCE, HANDLER_DECORATORS, HANDLER_PROPERTY, registration } from '../../knowledge/handlers.ts';
import { factsOf, fnKey, fnOf, lineOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { bare, decoratorName, forEachExprIn, forEachStmt } from '../walk.ts';
import { show } from './cells.ts';

export interface Signal {
  readonly text: string;
  /** Registered with something that calls again and again; otherwise a public interface that callers may use so. */
  readonly strong: boolean;
  /** How a message calls one activation: `request`, `call of get`. */
  readonly who: string;
}

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
      const handler = decorated !== undefined ? { text: decorated, strong: true, who: 'request' } : passed.get(key);
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

interface Exported {
  readonly functions: ReadonlySet<number>;
  readonly classes: ReadonlySet<number>;
  /** Nothing is exported and nothing happens: a piece of a file, or a script for others to include. */
  readonly all: boolean;
}

function exportedThings(program: Program, resolver: Resolver, file: string, facts: FileFacts): Exported {
  const functions = new Set<number>();
  const classes = new Set<number>();
  const take = (e: ReturnType<Resolver['entityOf']>, depth: number): void => {
    if (e.k === 'function' && e.file === file) functions.add(e.fn);
    else if ((e.k === 'class' || e.k === 'instance') && e.file === file) classes.add(e.cls);
    else if (e.k === 'object' && e.file === file && depth < 2) {
      for (const p of e.expr.props) if (p.k === 'prop') take(resolver.entityOf(e.owner, p.value), depth + 1);
    }
  };
  for (const x of facts.exports) {
    if (x.from !== undefined) continue;
    take(
      x.b !== undefined
        ? resolver.bindingEntity(file, x.b)
        : x.expr !== undefined
          ? resolver.entityOf({ file, fn: 0 }, x.expr)
          : { k: 'unknown' },
      0,
    );
  }
  if (facts.exports.length > 0) addEscaping(resolver, file, facts, functions, classes);
  else addNamespaced(facts, classes);
  const idle =
    facts.functions[0]?.body.every(
      (s) => s.k === 'class' || s.k === 'let' || s.k === 'empty' || (s.k === 'expr' && s.e.k === 'const'),
    ) ?? true;
  void program;
  return { functions, classes, all: facts.exports.length === 0 && idle };
}

/**
 * What leaves the file without being exported itself: instances and objects of functions that a function
 * returns or puts into a property of its parameter, and classes assigned to a namespace (`shaka.Player = class`).
 */
function addEscaping(
  resolver: Resolver,
  file: string,
  facts: FileFacts,
  functions: Set<number>,
  classes: Set<number>,
): void {
  /** A function that somebody else gets by the name of a property: written there, or a closure with a name. */
  const give = (ctx: FnRef, value: Expr): void => {
    if (value.k === 'func') functions.add(value.fn);
    else if (value.k === 'var' && facts.bindings[value.b]?.owner === ctx.fn && ctx.fn !== 0) {
      const entity = resolver.entityOf(ctx, value);
      if (entity.k === 'function' && entity.file === file) functions.add(entity.fn);
    }
  };
  const escapes = (ctx: FnRef, expr: Expr, depth: number): void => {
    const e = bare(expr);
    if (e.k === 'await') escapes(ctx, e.e, depth);
    else if (e.k === 'new') {
      const entity = resolver.entityOf(ctx, e);
      if (entity.k === 'instance' && entity.file === file) classes.add(entity.cls);
    } else if (e.k === 'object') {
      for (const p of e.props) if (p.k === 'prop' && p.kind !== 'get') give(ctx, p.value);
    } else if (e.k === 'var' && depth < 2) {
      const init = facts.bindings[e.b]?.init;
      if (init !== undefined && facts.bindings[e.b]?.owner === ctx.fn) escapes(ctx, init, depth + 1);
    }
  };
  for (const fn of facts.functions) {
    const ctx = { file, fn: fn.id };
    if (fn.id !== 0) {
      forEachStmt(fn.body, (s) => {
        if (s.k === 'return' && s.e !== undefined) escapes(ctx, s.e, 0);
      });
    }
    forEachExprIn(fn, (e) => {
      if (e.k !== 'assign' || e.op !== '=' || e.target.k !== 'expr' || e.target.e.k !== 'member') return;
      const holder = bare(e.target.e.obj);
      const owner = holder.k === 'var' ? facts.bindings[holder.b] : undefined;
      const given = owner?.init === undefined ? undefined : bare(owner.init);
      // A parameter, or what somebody else's function gave.
      if (owner?.kind === 'param' || given?.k === 'await' || given?.k === 'call') escapes(ctx, e.value, 0);
    });
  }
  addNamespaced(facts, classes);
}

/** `shaka.Player = class {...}`: the way in which files without modules offer what they make. */
function addNamespaced(facts: FileFacts, classes: Set<number>): void {
  const main = facts.functions[0];
  if (main === undefined) return;
  forEachExprIn(main, (e) => {
    if (e.k === 'assign' && e.op === '=' && e.value.k === 'class' && e.target.k === 'expr' && e.target.e.k === 'member')
      classes.add(e.value.cls);
  });
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
interface FileScan {
  readonly exported: Exported;
  readonly calls: (readonly [callee: string, caller: FnRef])[];
  readonly handed: { readonly key: string; readonly signal: Signal | undefined; readonly isLiteral: boolean }[];
}

/** Kept between runs: a file is scanned again when it, or what its names lead to, has changed. */
const scansOf = new WeakMap<Tracker, Kept<string, FileScan>>();

function scanFile(program: Program, resolver: Resolver, file: string): FileScan {
  const facts = factsOf(program, file);
  const out: FileScan = { exported: exportedThings(program, resolver, file, facts), calls: [], handed: [] };
  for (const fn of facts.functions) scan(program, resolver, { file, fn: fn.id }, facts, fn, out);
  return out;
}

function scan(
  program: Program,
  resolver: Resolver,
  ref: FnRef,
  facts: FileFacts,
  fn: FunctionFacts,
  out: FileScan,
): void {
  const handed = (arg: Expr, signal: Signal | undefined): void => {
    const x = bare(arg);
    const bound = x.k === 'call' && x.callee.k === 'member' && x.callee.prop === 'bind' ? x.callee.obj : x;
    if (bound.k !== 'func' && bound.k !== 'var' && bound.k !== 'member') return;
    const entity =
      bound.k === 'func' ? { k: 'function' as const, file: ref.file, fn: bound.fn } : resolver.entityOf(ref, bound);
    if (entity.k !== 'function') return;
    out.handed.push({ key: fnKey(entity), signal, isLiteral: bound.k === 'func' });
  };
  forEachExprIn(fn, (e) => {
    if (e.k === 'call' || e.k === 'new') {
      for (const callee of resolver.calleesOf(ref, e)) {
        if (callee.k !== 'function' || (fn.kind === 'constructor' && e.k === 'call')) continue;
        out.calls.push([fnKey(callee), ref]);
      }
    }
    if (e.k === 'call' || e.k === 'new') {
      for (const { key, to } of keptCallbacks(program, resolver, ref, e)) {
        const text = `callback that ${to} keeps and may call again before an earlier call has finished`;
        out.handed.push({ key, signal: { text, strong: false, who: `call from ${to}` }, isLiteral: true });
      }
    }
    if (e.k === 'index' && e.key.k !== 'const') {
      for (const key of tableEntries(resolver, ref, e.obj)) {
        const table = show(program, ref.file, e.obj, 40);
        const text = `entry of the table ${table}, called by name on line ${lineOf(facts, e.at[0])}`;
        out.handed.push({ key, signal: { text, strong: false, who: 'call by name' }, isLiteral: true });
      }
    }
    if (e.k === 'call') {
      const callee = bare(e.callee);
      const name =
        callee.k === 'member'
          ? callee.prop
          : callee.k === 'var'
            ? (facts.bindings[callee.b]?.name ?? '')
            : callee.k === 'global'
              ? callee.name
              : '';
      const receiver = callee.k === 'member' ? show(program, ref.file, callee.obj) : '';
      const reg = registration(name, e.args[0]?.k === 'const' && typeof e.args[0].value === 'string', receiver);
      for (const arg of e.args) {
        if (reg === undefined || !reg.repeats) {
          if (arg.k === 'func' && reg !== undefined) handed(arg, undefined);
          continue;
        }
        const line = lineOf(facts, e.at[0]);
        handed(arg, {
          text: `${reg.what} registered with ${show(program, ref.file, e.callee, 40)} on line ${line}`,
          strong: true,
          who: whoOf(reg.what),
        });
      }
    } else if (e.k === 'object') {
      for (const p of e.props) {
        if (p.k === 'prop' && HANDLER_PROPERTY.test(p.key) && /^(on|handle)[A-Z]|^(handler|execute)$/.test(p.key)) {
          handed(p.value, { text: `handler ${p.key}`, strong: true, who: `call of ${p.key}` });
        }
      }
    } else if (e.k === 'jsx') {
      for (const a of e.attrs)
        if (/^on[A-Z]/.test(a.name))
          handed(a.value, { text: `event handler ${a.name}`, strong: true, who: `${a.name} event` });
    } else if (
      e.k === 'assign' &&
      e.target.k === 'expr' &&
      e.target.e.k === 'member' &&
      /^on[a-z]+$/i.test(e.target.e.prop)
    ) {
      handed(e.value, { text: `event handler ${e.target.e.prop}`, strong: true, who: `${e.target.e.prop} event` });
    }
  });
}

/**
 * Closures that somebody keeps: `super({ run: (x) => this.#run(x) })`, `new Client(() => this.onReady())` where the
 * constructor stores its parameter, a `Proxy` and its traps. Who keeps a callback calls it when it likes.
 */
function* keptCallbacks(
  program: Program,
  resolver: Resolver,
  ref: FnRef,
  e: Extract<Expr, { k: 'call' | 'new' }>,
): Iterable<{ readonly key: string; readonly to: string }> {
  const isSuper = e.k === 'call' && e.callee.k === 'super';
  if (e.k === 'call' && !isSuper) return;
  const callees = resolver.calleesOf(ref, e);
  const own = callees.find((c) => c.k === 'function');
  const to = isSuper ? 'the base class' : show(program, ref.file, e.callee, 30);
  for (const [i, arg] of e.args.entries()) {
    if (own !== undefined) {
      if (arg.k === 'func' && keepsParameter(program, own, i)) yield { key: fnKey({ file: ref.file, fn: arg.fn }), to };
    } else if (arg.k === 'object' && (isSuper || to === 'Proxy')) {
      for (const p of arg.props)
        if (p.k === 'prop' && p.value.k === 'func') yield { key: fnKey({ file: ref.file, fn: p.value.fn }), to };
    }
  }
}

/** The constructor puts its parameter into a field. */
function keepsParameter(program: Program, ctor: FnRef, index: number): boolean {
  const fn = fnOf(program, ctor);
  const param = fn.params[index]?.target;
  if (fn.kind !== 'constructor' || param?.k !== 'bind') return false;
  let kept = false;
  forEachExprIn(fn, (x) => {
    if (x.k !== 'assign' || x.target.k !== 'expr' || x.target.e.k !== 'member' || x.target.e.obj.k !== 'this') return;
    const value = bare(x.value);
    if (value.k === 'var' && value.b === param.b) kept = true;
  });
  return kept;
}

/** Functions of `const handlers = { 'label.create': async (p) => ... }`, of which one is picked by a name that comes in. */
function* tableEntries(resolver: Resolver, ref: FnRef, table: Expr): Iterable<string> {
  const entity = resolver.entityOf(ref, bare(table));
  if (entity.k !== 'object' || entity.owner.fn !== 0) return;
  for (const p of entity.expr.props)
    if (p.k === 'prop' && p.value.k === 'func') yield fnKey({ file: entity.file, fn: p.value.fn });
}

function whoOf(what: string): string {
  if (what.includes('request')) return 'request';
  if (what.includes('timer')) return 'timer tick';
  if (what.includes('event')) return 'event';
  if (what.includes('command')) return 'run of the command';
  if (what.includes('message')) return 'message';
  return 'call';
}
