/**
 * What the calls of one file say of the call graph, before the files are put together: whom a call may run, which
 * functions it hands over, which parameters it calls. Kept between runs, as most files do not change.
 */
import type { ExprOf } from '../facts/core.ts';
import { isCollectionMethod, ITERATORS, paramCell, paramIndexOf, type FunctionFlow } from './flow.ts';
import type { CallEdge, EdgeKind } from './callgraph.ts';
import { perFile } from './per-file.ts';
import { factsOf, fnKey, fnOf, type FnRef, type Program } from './program.ts';
import type { Callee, Resolver } from './resolve.ts';
import { keptFor, type Kept, type Tracker } from './tracking.ts';
import { bare, forEachExprIn } from './walk.ts';

type Call = ExprOf<'call'> | ExprOf<'new'>;

export interface Target {
  readonly ref: FnRef;
  readonly key: string;
}

/** An argument that holds functions, or a parameter of the function around the call. */
interface HandedOver {
  readonly fns: readonly Target[];
  /** The parameter it comes from. */
  readonly from: string | undefined;
  /** Parameters of the callees that it becomes. */
  readonly becomes: readonly string[];
}

export interface CallSite {
  readonly ref: FnRef;
  readonly key: string;
  readonly call: CallEdge['call'];
  readonly targets: readonly Target[];
  /** The parameter that is called here. */
  readonly invokes: string | undefined;
  /** How a builtin treats the functions handed to it. */
  readonly inside: EdgeKind | undefined;
  readonly handed: readonly HandedOver[];
  /** Cells whose functions may be called here. */
  readonly stored: readonly string[];
}

const THEN = new Set(['then', 'catch', 'finally']);
const DEFERRED = new Set([
  'setTimeout',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
]);
const NONE: readonly never[] = [];

/** What the calls of one file say. */
export interface FileSites {
  readonly sites: readonly CallSite[];
  /** Parameters that are called, and those that are handed on: from one to another. */
  readonly invoked: readonly string[];
  readonly passed: readonly { readonly from: string; readonly to: string }[];
}

const sitesByFile = new WeakMap<Tracker, Kept<string, FileSites>>();

/** Name under which files note that they looked at what getters there are. */
const GETTERS = 'names of getters';

const gettersIn = perFile((facts) =>
  facts.functions.flatMap((fn) => (fn.kind === 'getter' && fn.cls !== undefined ? [fn.name] : [])),
);

/** The calls of each file, on demand. */
export function callSites(program: Program, resolver: Resolver, flow: FunctionFlow): (file: string) => FileSites {
  const { tracker } = resolver;
  const getters = new Set<string>();
  for (const facts of program.files.values()) for (const name of gettersIn(facts)) getters.add(name);
  tracker.tell(GETTERS, new Map([['all', [...getters].sort().join()]]));
  const kept = keptFor(sitesByFile, tracker);
  return (file) =>
    kept.get(file, () => {
      tracker.read(`${GETTERS} all`);
      return withParameters(sitesOf(program, resolver, flow, file, getters));
    });
}

function withParameters(sites: readonly CallSite[]): FileSites {
  const invoked: string[] = [];
  const passed: { from: string; to: string }[] = [];
  for (const { invokes, inside, handed } of sites) {
    if (invokes !== undefined) invoked.push(invokes);
    for (const { from, becomes } of handed) {
      if (from === undefined) continue;
      if (inside !== undefined) invoked.push(from);
      for (const to of becomes) passed.push({ from, to });
    }
  }
  return { sites, invoked, passed };
}

function sitesOf(
  program: Program,
  resolver: Resolver,
  flow: FunctionFlow,
  file: string,
  getters: ReadonlySet<string>,
): readonly CallSite[] {
  const out: CallSite[] = [];
  for (const fn of factsOf(program, file).functions) {
    const ref = { file, fn: fn.id };
    const key = fnKey(ref);
    forEachExprIn(fn, (e) => {
      if (e.k === 'member' && getters.has(e.prop)) {
        const targets = gettersOf(program, resolver, ref, e).map(targetOf);
        if (targets.length > 0)
          out.push({
            ref,
            key,
            call: e,
            targets,
            invokes: undefined,
            inside: undefined,
            handed: NONE,
            stored: NONE,
          });
      }
      if (e.k === 'call' || e.k === 'new') out.push(siteOf(program, resolver, flow, ref, key, e));
    });
  }
  return out;
}

function siteOf(
  program: Program,
  resolver: Resolver,
  flow: FunctionFlow,
  ref: FnRef,
  key: string,
  call: Call,
): CallSite {
  const targets = resolver.calleesOf(ref, call).filter(isFunction).map(targetOf);
  const outside = targets.length === 0;
  const handed: HandedOver[] = [];
  for (const [i, arg] of call.args.entries()) {
    const from = bare(arg).k === 'var' ? calledParameter(program, ref, arg) : undefined;
    const fns = flow.sourceOf(ref, arg).fns.map(targetOf);
    if (from === undefined && fns.length === 0) continue;
    const becomes = targets.map((t) => paramCell(t.ref, restIndex(program, t.ref, i)));
    handed.push({ fns, from, becomes });
  }
  return {
    ref,
    key,
    call,
    targets,
    invokes: outside ? calledParameter(program, ref, call.callee) : undefined,
    inside: externalCallback(call),
    handed,
    stored: outside ? storedCells(resolver, flow, ref, call) : NONE,
  };
}

function isFunction(callee: Callee): callee is Extract<Callee, { k: 'function' }> {
  return callee.k === 'function';
}

export function targetOf(fn: FnRef): Target {
  const ref = { file: fn.file, fn: fn.fn };
  return { ref, key: fnKey(ref) };
}

/** `page.body` where `body` is a getter: the access runs it. */
function gettersOf(program: Program, resolver: Resolver, ref: FnRef, e: ExprOf<'member'>): readonly FnRef[] {
  const on = resolver.entityOf(ref, e.obj);
  if (on.k !== 'instance') return [];
  return resolver.methodsOf(on, e.prop).filter((m) => fnOf(program, m).kind === 'getter');
}

/** The parameter at the root of what is called or handed on. */
function calledParameter(program: Program, ref: FnRef, e: ExprOf<'call'>['callee']): string | undefined {
  const inner = bare(e);
  // `options.work()` counts for a destructured or options parameter, `file.close()` for anything: harmless.
  const root = inner.k === 'member' ? bare(inner.obj) : inner;
  if (root.k !== 'var') return undefined;
  const found = paramIndexOf(program, ref.file, root.b);
  return found === undefined ? undefined : paramCell(found.ref, found.index);
}

function storedCells(resolver: Resolver, flow: FunctionFlow, ref: FnRef, call: Call): readonly string[] {
  if (call.k !== 'call') return NONE;
  const callee = bare(call.callee);
  if (callee.k === 'member') {
    if (ITERATORS.has(callee.prop) || THEN.has(callee.prop) || isCollectionMethod(callee.prop)) return NONE;
    const on = resolver.entityOf(ref, callee.obj);
    if (on.k === 'array' || on.k === 'externalInstance') return NONE;
  }
  return flow.sourceOf(ref, callee).cells;
}

/** How a builtin treats a function handed to it, by the name of the method. */
function externalCallback(call: Call): EdgeKind | undefined {
  const callee = bare(call.callee);
  if (call.k === 'new') return callee.k === 'global' && callee.name === 'Promise' ? 'callback' : undefined;
  if (callee.k === 'global') return DEFERRED.has(callee.name) ? 'then' : undefined;
  if (callee.k !== 'member') return undefined;
  if (callee.prop === 'nextTick') return 'then';
  if (THEN.has(callee.prop)) return 'then';
  return ITERATORS.has(callee.prop) ? 'callback' : undefined;
}

function restIndex(program: Program, ref: FnRef, index: number): number {
  const { params } = fnOf(program, ref);
  return index >= params.length && params[params.length - 1]?.rest === true ? params.length - 1 : index;
}
