/**
 * The call graph of the program: which function may run which, in what way, and in what order to summarise
 * them bottom-up. Besides plain calls it knows callbacks that run while the caller runs (array methods,
 * `withLock(() => ...)`), callbacks that continue the caller (`.then`), and calls of stored functions.
 */
import type { ExprOf, Span } from '../facts/core.ts';
import { callSites, type CallSite, type Target } from './call-sites.ts';
import { makeFunctionFlow, paramCell, type FunctionFlow } from './flow.ts';
import { fnKey, type FnRef, type Program } from './program.ts';
import type { Resolver } from './resolve.ts';

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
  const seen = new Map<string, Set<string>>();
  const add = (site: CallSite, target: Target, kind: EdgeKind): void => {
    const caller = byKey.get(site.key);
    const callee = byKey.get(target.key);
    if (caller === undefined || callee === undefined) return;
    const { call } = site;
    let known = seen.get(site.key);
    if (known === undefined) seen.set(site.key, (known = new Set()));
    const key = `${target.key}@${call.at[0]}:${call.at[1]}`;
    if (known.has(key)) return;
    known.add(key);
    const edge: CallEdge = { caller, callee, at: call.at, call, kind };
    push(outgoing, site.key, edge);
    push(incoming, target.key, edge);
  };

  const sites = callSites(program, resolver, flow);
  const invoked = invokedParameters(sites);
  for (const site of sites) {
    for (const target of site.targets) add(site, target, 'call');
    addCallbacks(site);
    for (const cell of site.stored) {
      // Parameters of callbacks over collections (`this.listeners.forEach((l) => l())`) hold stored functions too.
      if (cell.startsWith('P:') && invoked.has(cell)) continue;
      for (const fn of flow.inCell(cell)) add(site, { ref: fn, key: fnKey(fn) }, 'stored');
    }
  }

  function addCallbacks(site: CallSite): void {
    const inside = site.inside ?? (site.targets.length === 0 && site.call.k === 'call' ? 'then' : undefined);
    for (const { fns, becomes } of site.handed) {
      if (inside !== undefined) for (const fn of fns) add(site, fn, inside);
      else if (becomes.some((cell) => invoked.has(cell))) for (const fn of fns) add(site, fn, 'callback');
    }
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

/** Parameters that are called by their function, by a closure in it, or by a function they are handed to. */
function invokedParameters(sites: readonly CallSite[]): ReadonlySet<string> {
  const invoked = new Set<string>();
  const passedTo = new Map<string, string[]>();
  for (const { invokes, inside, handed } of sites) {
    if (invokes !== undefined) invoked.add(invokes);
    for (const { from, becomes } of handed) {
      if (from === undefined) continue;
      if (inside !== undefined) invoked.add(from);
      for (const cell of becomes) push(passedTo, cell, from);
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
  // Edges lead to the very objects of `nodes`.
  const numberOf = new Map(nodes.map((ref, i) => [ref, i]));
  const index = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const onStack = new Uint8Array(nodes.length);
  const at = (list: Int32Array, i: number): number => list[i] ?? 0;
  const stack: number[] = [];
  const out: FnRef[][] = [];
  let next = 0;
  for (let start = 0; start < nodes.length; start++) {
    if (at(index, start) >= 0) continue;
    const frames: { readonly node: number; readonly edges: readonly CallEdge[]; at: number }[] = [];
    const enter = (node: number): void => {
      const ref = nodes[node];
      index[node] = low[node] = next++;
      stack.push(node);
      onStack[node] = 1;
      frames.push({ node, edges: ref === undefined ? [] : edgesOf(ref), at: 0 });
    };
    enter(start);
    for (let frame = frames[frames.length - 1]; frame !== undefined; frame = frames[frames.length - 1]) {
      const { node } = frame;
      const edge = frame.edges[frame.at];
      if (edge !== undefined) {
        frame.at += 1;
        const to = numberOf.get(edge.callee) ?? node;
        if (at(index, to) < 0) enter(to);
        else if (onStack[to] === 1) low[node] = Math.min(at(low, node), at(index, to));
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1]?.node;
      if (parent !== undefined) low[parent] = Math.min(at(low, parent), at(low, node));
      if (at(low, node) !== at(index, node)) continue;
      const component: FnRef[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack[member] = 0;
        const ref = nodes[member];
        if (ref !== undefined) component.push(ref);
        if (member === node) break;
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
