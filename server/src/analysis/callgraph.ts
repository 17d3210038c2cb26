/**
 * The call graph of the program: which function may run which, in what way, and in what order to summarise
 * them bottom-up. Besides plain calls it knows callbacks that run while the caller runs (array methods,
 * `withLock(() => ...)`), callbacks that continue the caller (`.then`), and calls of stored functions.
 */
import type { ExprOf, Span } from '../facts/core.ts';
import { isCollectionMethod, ITERATORS, makeFunctionFlow, paramCell, paramIndexOf, type FunctionFlow } from './flow.ts';
import { fnKey, fnOf, type FnRef, type Program } from './program.ts';
import type { Callee, Resolver } from './resolve.ts';
import { bare, forEachExprIn } from './walk.ts';

export type EdgeKind =
  /** An ordinary call or construction. */
  | 'call'
  /** A function handed over and run before the call returns (or before its promise settles). */
  | 'callback'
  /** A continuation of a promise or a deferred job: runs later, on the same event loop. */
  | 'then'
  /** A call of a function that was stored before. */
  | 'stored';

export interface CallEdge {
  readonly caller: FnRef;
  readonly callee: FnRef;
  /** The call expression; for callbacks the call that receives the function, for getters the access. */
  readonly at: Span;
  readonly call: ExprOf<'call'> | ExprOf<'new'> | ExprOf<'member'>;
  readonly kind: EdgeKind;
}

export interface CallGraph {
  readonly flow: FunctionFlow;
  /** Every function of the program, in file order. */
  readonly functions: readonly FnRef[];
  out(ref: FnRef): readonly CallEdge[];
  in(ref: FnRef): readonly CallEdge[];
  /** Strongly connected components, callees before callers. */
  readonly components: readonly (readonly FnRef[])[];
  /** Whether a function calls the function it gets as parameter `index` during its run. */
  invokes(ref: FnRef, index: number): boolean;
  /** Functions reachable from some roots, each with the edge by which it was reached first (breadth first: shortest paths). */
  reach(roots: readonly FnRef[], follow?: (edge: CallEdge) => boolean): Reachability;
}

export interface Reachability {
  readonly has: (ref: FnRef) => boolean;
  /** Edges from a root to `ref`; empty for a root. */
  path(ref: FnRef): readonly CallEdge[];
  /** The root the path starts from. */
  rootOf(ref: FnRef): FnRef | undefined;
}

const THEN = new Set(['then', 'catch', 'finally']);
const DEFERRED = new Set([
  'setTimeout',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
]);

type Call = ExprOf<'call'> | ExprOf<'new'>;

/** `page.body` where `body` is a getter: the access runs it. */
function gettersOf(program: Program, resolver: Resolver, ref: FnRef, e: ExprOf<'member'>): readonly FnRef[] {
  const on = resolver.entityOf(ref, e.obj);
  if (on.k !== 'instance') return [];
  return resolver.methodsOf(on, e.prop).filter((m) => fnOf(program, m).kind === 'getter');
}

export function buildCallGraph(program: Program, resolver: Resolver): CallGraph {
  const flow = makeFunctionFlow(program, resolver);
  const functions: FnRef[] = [];
  const byKey = new Map<string, FnRef>();
  for (const [file, facts] of program.files) {
    for (const fn of facts.functions) {
      const ref = { file, fn: fn.id };
      functions.push(ref);
      byKey.set(fnKey(ref), ref);
    }
  }
  const outgoing = new Map<string, CallEdge[]>();
  const incoming = new Map<string, CallEdge[]>();
  const seen = new Set<string>();
  const add = (caller: FnRef, target: FnRef, call: CallEdge['call'], kind: EdgeKind): void => {
    const callee = byKey.get(fnKey(target));
    if (callee === undefined) return;
    const key = `${fnKey(caller)}>${fnKey(callee)}@${call.at[0]}:${call.at[1]}`;
    if (seen.has(key)) return;
    seen.add(key);
    const edge: CallEdge = { caller, callee, at: call.at, call, kind };
    push(outgoing, fnKey(caller), edge);
    push(incoming, fnKey(callee), edge);
  };

  const getters = new Set<string>();
  for (const facts of program.files.values())
    for (const fn of facts.functions) if (fn.kind === 'getter' && fn.cls !== undefined) getters.add(fn.name);
  const sites: { ref: FnRef; call: Call; callees: readonly Callee[] }[] = [];
  for (const ref of functions) {
    forEachExprIn(fnOf(program, ref), (e) => {
      if (e.k === 'member' && getters.has(e.prop))
        for (const getter of gettersOf(program, resolver, ref, e)) add(ref, getter, e, 'call');
      if (e.k === 'call' || e.k === 'new') sites.push({ ref, call: e, callees: resolver.calleesOf(ref, e) });
    });
  }

  const invoked = invokedParameters(program, flow, sites);
  for (const { ref, call, callees } of sites) {
    for (const callee of callees) if (callee.k === 'function') add(ref, callee, call, 'call');
    addCallbacks(ref, call, callees);
    addStored(ref, call, callees);
  }

  function addCallbacks(ref: FnRef, call: Call, callees: readonly Callee[]): void {
    const outside = !callees.some((callee) => callee.k === 'function');
    const inside = externalCallback(call) ?? (outside && call.k === 'call' ? 'then' : undefined);
    for (const [i, arg] of call.args.entries()) {
      const source = flow.sourceOf(ref, arg);
      if (source.fns.length === 0) continue;
      if (inside !== undefined) {
        for (const fn of source.fns) add(ref, fn, call, inside);
        continue;
      }
      const runs = callees.some(
        (callee) => callee.k === 'function' && invoked.has(paramCell(callee, restIndex(program, callee, i))),
      );
      if (runs) for (const fn of source.fns) add(ref, fn, call, 'callback');
    }
  }

  function addStored(ref: FnRef, call: Call, callees: readonly Callee[]): void {
    if (call.k !== 'call' || callees.some((callee) => callee.k === 'function')) return;
    const callee = bare(call.callee);
    if (callee.k === 'member') {
      if (ITERATORS.has(callee.prop) || THEN.has(callee.prop) || isCollectionMethod(callee.prop)) return;
      const on = resolver.entityOf(ref, callee.obj);
      if (on.k === 'array' || on.k === 'externalInstance') return;
    }
    for (const cell of flow.sourceOf(ref, callee).cells) {
      if (cell.startsWith('P:') && !storedElsewhere(cell)) continue;
      for (const fn of flow.inCell(cell)) add(ref, fn, call, 'stored');
    }
  }

  /** Parameters of callbacks over collections (`this.listeners.forEach((l) => l())`) hold stored functions too. */
  function storedElsewhere(cell: string): boolean {
    return !invoked.has(cell);
  }

  const components = stronglyConnected(functions, (ref) => outgoing.get(fnKey(ref)) ?? []);
  return {
    flow,
    functions,
    out: (ref) => outgoing.get(fnKey(ref)) ?? [],
    in: (ref) => incoming.get(fnKey(ref)) ?? [],
    components,
    invokes: (ref, index) => invoked.has(paramCell(ref, index)),
    reach: (roots, follow) => reach(roots, outgoing, follow),
  };
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

/** Parameters that are called by their function, by a closure in it, or by a function they are handed to. */
function invokedParameters(
  program: Program,
  flow: FunctionFlow,
  sites: readonly { ref: FnRef; call: Call; callees: readonly Callee[] }[],
): ReadonlySet<string> {
  const invoked = new Set<string>();
  const passedTo = new Map<string, string[]>();
  const paramOf = (ref: FnRef, e: ExprOf<'call'>['callee']): string | undefined => {
    const inner = bare(e);
    const root =
      inner.k === 'member' && (inner.prop === 'call' || inner.prop === 'apply')
        ? bare(inner.obj)
        : inner.k === 'member'
          ? bare(inner.obj)
          : inner;
    if (root.k !== 'var') return undefined;
    const found = paramIndexOf(program, ref.file, root.b);
    if (found === undefined) return undefined;
    // `options.work()` counts for a destructured or options parameter, `file.close()` for anything: harmless.
    return paramCell(found.ref, found.index);
  };
  for (const { ref, call, callees } of sites) {
    const own = paramOf(ref, call.callee);
    if (own !== undefined && !callees.some((c) => c.k === 'function')) invoked.add(own);
    const inside = externalCallback(call);
    for (const [i, arg] of call.args.entries()) {
      const from = bare(arg).k === 'var' ? paramOf(ref, arg) : undefined;
      if (from === undefined) continue;
      if (inside !== undefined) invoked.add(from);
      for (const callee of callees) {
        if (callee.k !== 'function') continue;
        push(passedTo, paramCell(callee, restIndex(program, callee, i)), from);
      }
    }
  }
  const work = [...invoked];
  for (let cell = work.pop(); cell !== undefined; cell = work.pop()) {
    for (const from of passedTo.get(cell) ?? []) {
      if (invoked.has(from)) continue;
      invoked.add(from);
      work.push(from);
    }
  }
  void flow;
  return invoked;
}

function reach(
  roots: readonly FnRef[],
  outgoing: ReadonlyMap<string, readonly CallEdge[]>,
  follow: (edge: CallEdge) => boolean = () => true,
): Reachability {
  const via = new Map<string, CallEdge | undefined>();
  const queue: FnRef[] = [];
  for (const root of roots) {
    if (via.has(fnKey(root))) continue;
    via.set(fnKey(root), undefined);
    queue.push(root);
  }
  for (let i = 0; i < queue.length; i++) {
    const ref = queue[i];
    if (ref === undefined) break;
    for (const edge of outgoing.get(fnKey(ref)) ?? []) {
      const key = fnKey(edge.callee);
      if (via.has(key) || !follow(edge)) continue;
      via.set(key, edge);
      queue.push(edge.callee);
    }
  }
  const path = (ref: FnRef): CallEdge[] => {
    const edges: CallEdge[] = [];
    let edge = via.get(fnKey(ref));
    while (edge !== undefined) {
      edges.unshift(edge);
      edge = via.get(fnKey(edge.caller));
    }
    return edges;
  };
  return {
    has: (ref) => via.has(fnKey(ref)),
    path,
    rootOf: (ref) => (via.has(fnKey(ref)) ? (path(ref)[0]?.caller ?? ref) : undefined),
  };
}

/** Tarjan's algorithm (1972), iterative: deep call chains must not overflow the stack. */
function stronglyConnected(nodes: readonly FnRef[], edgesOf: (ref: FnRef) => readonly CallEdge[]): FnRef[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: FnRef[] = [];
  const out: FnRef[][] = [];
  let next = 0;
  for (const start of nodes) {
    if (index.has(fnKey(start))) continue;
    const frames: { ref: FnRef; key: string; edges: readonly CallEdge[]; at: number }[] = [];
    const enter = (ref: FnRef): void => {
      const key = fnKey(ref);
      index.set(key, next);
      low.set(key, next);
      next += 1;
      stack.push(ref);
      onStack.add(key);
      frames.push({ ref, key, edges: edgesOf(ref), at: 0 });
    };
    enter(start);
    for (let frame = frames[frames.length - 1]; frame !== undefined; frame = frames[frames.length - 1]) {
      const edge = frame.edges[frame.at];
      if (edge !== undefined) {
        frame.at += 1;
        const to = fnKey(edge.callee);
        if (!index.has(to)) enter(edge.callee);
        else if (onStack.has(to)) low.set(frame.key, Math.min(low.get(frame.key) ?? 0, index.get(to) ?? 0));
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent !== undefined) low.set(parent.key, Math.min(low.get(parent.key) ?? 0, low.get(frame.key) ?? 0));
      if (low.get(frame.key) !== index.get(frame.key)) continue;
      const component: FnRef[] = [];
      for (let ref = stack.pop(); ref !== undefined; ref = stack.pop()) {
        onStack.delete(fnKey(ref));
        component.push(ref);
        if (fnKey(ref) === frame.key) break;
      }
      out.push(component);
    }
  }
  return out;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const graphs = new WeakMap<Program, CallGraph>();

/** The call graph of a program, built once for all analyses of one run. */
export function callGraphOf(program: Program, resolver: Resolver): CallGraph {
  let graph = graphs.get(program);
  if (graph === undefined) graphs.set(program, (graph = buildCallGraph(program, resolver)));
  return graph;
}
