/**
 * Which functions may run while another activation is suspended, and why we think so: handlers, calls that
 * are not awaited before the next one starts, entry points of a library, code of another agent.
 */
import type { Expr } from '../../facts/core.ts';
import { activationRoots } from '../blocking/roots.ts';
import type { CallGraph, Reachability } from '../callgraph.ts';
import { isEntry } from '../entries.ts';
import { baseNameOf, factsOf, fnKey, fnOf, lineOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, exprsOfStmt, forEachExprIn, forEachStmt } from '../walk.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { workerEntry } from './workers.ts';

export interface Overlap {
  /** Why `a` and `b` may be under way at once; undefined when nothing says so. */
  signal(a: FnRef, b: FnRef): string | undefined;
  /** Worker entry files and where they are started. */
  readonly workers: ReadonlyMap<string, { readonly file: string; readonly line: number }>;
}

export function overlapOf(program: Program, resolver: Resolver, graph: CallGraph): Overlap {
  const why = new Map<string, string>();
  const roots: FnRef[] = [];
  const add = (ref: FnRef, text: string): void => {
    if (why.has(fnKey(ref))) return;
    why.set(fnKey(ref), text);
    roots.push(ref);
  };
  for (const root of activationRoots(program, resolver, graph)) add(root.ref, root.what);
  const workers = new Map<string, { file: string; line: number }>();
  const kept = keptFor(startsByFile, resolver.tracker);
  for (const file of program.files.keys()) {
    const own = kept.get(file, () => startsIn(program, resolver, graph, file));
    for (const { entry, line } of own.workers) workers.set(entry, { file, line });
    for (const { ref, text, isEntry: offered } of own.starts)
      if (!offered || graph.in(ref).every((edge) => within(program, edge.caller, ref))) add(ref, text);
  }
  const reach = graph.reach(roots);
  const agents = new Map<string, Reachability>();
  for (const file of workers.keys())
    agents.set(file, graph.reach(factsOf(program, file).functions.map((f) => ({ file, fn: f.id }))));
  const agentOf = (ref: FnRef): string | undefined => [...agents].find(([, r]) => r.has(ref))?.[0];
  const reason = (ref: FnRef): string | undefined => {
    const root = reach.rootOf(ref);
    return root === undefined ? undefined : why.get(fnKey(root));
  };
  return {
    workers,
    signal(a, b) {
      const [x, y] = [agentOf(a), agentOf(b)];
      const started = x !== y ? workers.get(x ?? y ?? '') : undefined;
      if (started !== undefined)
        return `worker ${baseNameOf(x ?? y ?? '')} started on line ${started.line} of ${baseNameOf(started.file)}`;
      return reason(a) ?? reason(b);
    },
  };
}

/** What one file starts beside what is under way, in the order of its text. */
interface Starts {
  readonly starts: readonly {
    readonly ref: FnRef;
    readonly text: string;
    /** Only if nobody but itself calls it. */
    readonly isEntry: boolean;
  }[];
  readonly workers: readonly { readonly entry: string; readonly line: number }[];
}

const startsByFile = new WeakMap<Tracker, Kept<string, Starts>>();

function startsIn(program: Program, resolver: Resolver, graph: CallGraph, file: string): Starts {
  const facts = factsOf(program, file);
  const starts: { ref: FnRef; text: string; isEntry: boolean }[] = [];
  const workers: { entry: string; line: number }[] = [];
  for (const fn of facts.functions) {
    const ref = { file, fn: fn.id };
    const sequential = new Set<Expr>();
    forEachExprIn(fn, (e) => {
      if (e.k === 'await') sequential.add(bare(e.e));
      if (e.k === 'new') {
        const entity = resolver.entityOf(ref, e);
        if (entity.k === 'externalInstance' && /(^|\.)(Worker|SharedWorker)$/.test(entity.name)) {
          const entry = workerEntry(program, file, e);
          if (entry !== undefined) workers.push({ entry, line: lineOf(facts, e.at[0]) });
        }
      }
    });
    forEachStmt(fn.body, (s) => {
      if (s.k === 'return') for (const e of exprsOfStmt(s)) sequential.add(bare(e));
    });
    // `main();` as the last thing a script does starts nothing else.
    const last = fn.kind === 'module' ? fn.body[fn.body.length - 1] : undefined;
    if (last?.k === 'expr') {
      let e = bare(last.e);
      while (
        e.k === 'unary' ||
        (e.k === 'call' && e.callee.k === 'member' && /^(then|catch|finally)$/.test(e.callee.prop))
      )
        e = bare(e.k === 'unary' ? e.e : e.k === 'call' && e.callee.k === 'member' ? e.callee.obj : e);
      sequential.add(e);
    }
    for (const edge of graph.out(ref)) {
      const callee = fnOf(program, edge.callee);
      const promises =
        callee.async ||
        (callee.returns?.k === 'ref' && /^Promise/.test(callee.returns.name)) ||
        resolver.returnEntity(edge.callee).k === 'promise';
      if (!promises || sequential.has(edge.call)) continue;
      const where = `line ${lineOf(facts, edge.at[0])} of ${baseNameOf(file)}`;
      if (edge.kind === 'call')
        starts.push({ ref: edge.callee, text: `not awaited before the next call, ${where}`, isEntry: false });
      else if (
        edge.kind === 'callback' &&
        edge.call.k === 'call' &&
        bare(edge.call.callee).k === 'member' &&
        !graph.out(ref).some((x) => x.call === edge.call && x.kind === 'call')
      ) {
        starts.push({ ref: edge.callee, text: `started for every element, ${where}`, isEntry: false });
      }
    }
    if (isEntry(program, ref))
      starts.push({
        ref,
        text: `${fn.name} is part of an API that callers may use at the same time`,
        isEntry: true,
      });
  }
  return { starts, workers };
}

/** Whether a function is another one or stands inside it: a call of itself is not a caller. */
function within(program: Program, inner: FnRef, outer: FnRef): boolean {
  if (inner.file !== outer.file) return false;
  for (let at: number | undefined = inner.fn; at !== undefined; at = fnOf(program, { file: inner.file, fn: at }).parent)
    if (at === outer.fn) return true;
  return false;
}
