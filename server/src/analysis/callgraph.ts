/**
 * The call graph of the program: which function may run which, and in what way. Besides plain calls it knows callbacks
 * that run while the caller runs (array methods, `withLock(() => ...)`), callbacks that continue the caller (`.then`),
 * and calls of stored functions. The calls of a file are kept until something that they rest on changes.
 */
import type { ExprOf, FunctionId, Span } from '../facts/core.ts';
import { callSites, type CallSite, type FileSites, type Target, targetOf } from './call-sites.ts';
import { makeFunctionFlow, paramCell, type FunctionFlow } from './flow.ts';
import { Groups } from './groups.ts';
import { fnKey, type FnRef, type Program } from './program.ts';
import type { Resolver } from './resolve.ts';
import { saysSame } from './same.ts';
import { keptFor, type Kept, type Tracker } from './tracking.ts';

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

/** The calls of one file's functions. */
type FileEdges = ReadonlyMap<FunctionId, readonly CallEdge[]>;

const NO_EDGES: readonly CallEdge[] = [];

const edgesByFile = new WeakMap<Tracker, Kept<string, FileEdges>>();

/** Under this name, and that of a file, results note that they asked which parameters of its functions are called. */
const PARAMETERS = 'parameters called in';

export function buildCallGraph(program: Program, resolver: Resolver): CallGraph {
  const { tracker } = resolver;
  const flow = makeFunctionFlow(program, resolver);
  const files = [...program.files.keys()];
  const sitesOf = callSites(program, resolver, flow);
  const invoked = invokedParameters(tracker, files.map(sitesOf));
  const isInvoked = (cell: string): boolean => {
    tracker.read(`${PARAMETERS} ${fileOfParameter(cell)}`);
    return invoked.has(cell);
  };
  const kept = keptFor(edgesByFile, tracker);
  const edgesOf = (file: string): FileEdges => kept.get(file, () => edgesBetween(sitesOf(file).sites, flow, isInvoked));
  const out = (ref: FnRef): readonly CallEdge[] => edgesOf(ref.file).get(ref.fn) ?? NO_EDGES;

  const functions: FnRef[] = [];
  const order = new Map<string, number>();
  let incoming = incomingOf.get(tracker);
  if (incoming === undefined) incomingOf.set(tracker, (incoming = new Incoming()));
  for (const [file, facts] of program.files) {
    for (const fn of facts.functions) functions.push({ file, fn: fn.id });
    order.set(file, order.size);
    incoming.put(file, edgesOf(file));
  }
  return {
    flow,
    functions,
    out,
    // Who calls a function is not told apart by what was read: nothing that is kept may ask.
    in: (ref) => incoming.to(ref, order),
    invokes: (ref, index) => isInvoked(paramCell(ref, index)),
    reach: (roots, follow) => reach(roots, out, follow),
  };
}

/** The calls of every function, following the edges of each file from one program to the next. */
class Incoming {
  private readonly edges = new Map<string, FileEdges>();
  private readonly groups = new Groups<CallEdge>((edge) => fnKey(edge.callee));

  put(file: string, edges: FileEdges): void {
    if (this.edges.get(file) === edges) return;
    this.edges.set(file, edges);
    this.groups.put(file, [...edges.values()].flat());
  }

  to(ref: FnRef, order: ReadonlyMap<string, number>): readonly CallEdge[] {
    return this.groups.list(fnKey(ref), order);
  }
}

const incomingOf = new WeakMap<Tracker, Incoming>();

function edgesBetween(sites: readonly CallSite[], flow: FunctionFlow, isInvoked: (cell: string) => boolean): FileEdges {
  const edges = new Map<FunctionId, CallEdge[]>();
  const seen = new Set<string>();
  const add = ({ ref, call }: CallSite, target: Target, kind: EdgeKind): void => {
    const key = `${ref.fn}>${target.key}@${call.at[0]}:${call.at[1]}`;
    if (seen.has(key)) return;
    seen.add(key);
    push(edges, ref.fn, { caller: ref, callee: target.ref, at: call.at, call, kind });
  };
  for (const site of sites) {
    for (const target of site.targets) add(site, target, 'call');
    const inside = site.inside ?? (site.targets.length === 0 && site.call.k === 'call' ? 'then' : undefined);
    for (const { fns, becomes } of site.handed) {
      if (fns.length === 0) continue;
      if (inside !== undefined) for (const fn of fns) add(site, fn, inside);
      else if (becomes.some(isInvoked)) for (const fn of fns) add(site, fn, 'callback');
    }
    for (const cell of site.stored) {
      // Parameters of callbacks over collections (`this.listeners.forEach((l) => l())`) hold stored functions too.
      if (cell.startsWith('P:') && isInvoked(cell)) continue;
      for (const fn of flow.inCell(cell)) add(site, targetOf(fn), 'stored');
    }
  }
  return edges;
}

interface Invoked {
  readonly sites: readonly Pick<FileSites, 'invoked' | 'passed'>[];
  readonly invoked: ReadonlySet<string>;
}

const invokedLast = new WeakMap<Tracker, Invoked>();

/** Parameters that are called by their function, by a closure in it, or by a function they are handed to. */
function invokedParameters(tracker: Tracker, files: readonly FileSites[]): ReadonlySet<string> {
  const sites = files.map(({ invoked, passed }) => ({ invoked, passed }));
  const last = invokedLast.get(tracker);
  if (last !== undefined && saysSame(last.sites, sites)) return last.invoked;
  const invoked = new Set<string>();
  const passedTo = new Map<string, string[]>();
  for (const file of sites) {
    for (const cell of file.invoked) invoked.add(cell);
    for (const { from, to } of file.passed) push(passedTo, to, from);
  }
  const work = [...invoked];
  for (let cell = work.pop(); cell !== undefined; cell = work.pop()) {
    for (const from of passedTo.get(cell) ?? []) {
      if (invoked.has(from)) continue;
      invoked.add(from);
      work.push(from);
    }
  }
  invokedLast.set(tracker, { sites, invoked });
  tracker.tell(PARAMETERS, byFile(invoked));
  return invoked;
}

/** `P:file#fn.index` */
function fileOfParameter(cell: string): string {
  return cell.slice(2, cell.lastIndexOf('#'));
}

function byFile(cells: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  for (const cell of cells) push(found, fileOfParameter(cell), cell);
  return new Map([...found].map(([file, own]) => [file, own.sort().join()]));
}

function reach(
  roots: readonly FnRef[],
  out: (ref: FnRef) => readonly CallEdge[],
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
    for (const edge of out(ref)) {
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
