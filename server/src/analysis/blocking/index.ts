/**
 * Blocking work on event loops: synchronous calls and heavy computation below handlers, listeners and timers.
 * Start-up code, command-line tools and workers have no such root and stay silent.
 */
import type { Finding } from '../../findings/finding.ts';
import { blockingCallFinding } from '../../rules/blocking/blocking-call.ts';
import { blockingCpuFinding } from '../../rules/blocking/blocking-cpu.ts';
import { callGraphOf, type CallEdge, type CallGraph, type Reachability } from '../callgraph.ts';
import type { AnalysisContext } from '../context.ts';
import { namesIn } from '../flow.ts';
import { fnKey, fnOf, place, type FnRef, type Program } from '../program.ts';
import { blockingCallsIn, type BlockingCall } from './calls.ts';
import { Costs } from './cost.ts';
import { Numbers, type Num } from './numbers.ts';
import { forEachExprIn } from '../walk.ts';
import { isOnce } from './once.ts';
import { activationRoots, type Root } from './roots.ts';
import { setsUp } from './start-up.ts';
import { isEntry } from '../entries.ts';

/** A loop of this many simple steps takes some ten milliseconds. */
const HEAVY_STEPS = 1e7;
const ORDER = ['process', 'network', 'prompt', 'sleep', 'crypto', 'compress', 'file', 'file-probe'] as const;

export function analyseBlocking(program: Program, ctx: AnalysisContext): Finding[] {
  const graph = callGraphOf(program, ctx.resolver);
  const roots = activationRoots(program, ctx.resolver, graph).filter((root) => !isTool(root.ref.file));
  const api = asyncEntries(program, ctx, graph, roots);
  if (roots.length + api.length === 0) return [];
  const serving = roots.filter((root) => root.weight === 'serves');
  const listening = roots.filter((root) => root.weight === 'listens');
  return [
    ...blockingCalls(program, ctx, graph, serving, [...listening, ...api]),
    ...blockingCpu(program, ctx, graph, [...serving, ...listening]),
  ];
}

function blockingCalls(
  program: Program,
  ctx: AnalysisContext,
  graph: CallGraph,
  serving: readonly Root[],
  others: readonly Root[],
): Finding[] {
  const bindings = (file: string) => program.files.get(file)?.bindings ?? [];
  const follow = (edge: CallEdge): boolean => !isOnce(fnOf(program, edge.caller), edge.at, bindings(edge.caller.file));
  const reachFrom = (roots: readonly Root[]): Reachability =>
    graph.reach(
      roots.map((r) => r.ref),
      follow,
    );
  const layers = [
    reachFrom(serving),
    reachFrom(others.filter((r) => r.weight === 'listens')),
    reachFrom(others.filter((r) => r.weight === 'api' && r.once !== true)),
    reachFrom(others.filter((r) => r.weight === 'api' && r.once === true)),
  ];
  const byKey = new Map([...others, ...serving].map((root) => [fnKey(root.ref), root]));
  const findings: Finding[] = [];
  for (const ref of graph.functions) {
    const reached = layers.find((layer) => layer.has(ref));
    const root = reached === undefined ? undefined : byKey.get(fnKey(reached.rootOf(ref) ?? ref));
    if (reached === undefined || root === undefined) continue;
    const fn = fnOf(program, ref);
    const path = reached.path(ref);
    const calls = blockingCallsIn(program, ctx.resolver, ref)
      .filter((call) => !isOnce(fn, call.call.at, bindings(ref.file)))
      .filter((call) => worthIt(program, call, root, path, serving.length > 0))
      .sort((a, b) => ORDER.indexOf(a.api.kind) - ORDER.indexOf(b.api.kind));
    // Whoever is about to end the process makes nobody wait.
    if (calls.length > 0 && [ref, ...path.slice(-2).map((edge) => edge.caller)].some((f) => endsProcess(program, f)))
      continue;
    const finding = blockingCallFinding(program, calls, root, path);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** Asynchronous functions of a library; a command-line tool has nobody else to serve. */
function asyncEntries(
  program: Program,
  ctx: AnalysisContext,
  graph: CallGraph,
  roots: readonly Root[],
): readonly Root[] {
  for (const facts of program.files.values()) if (facts.hashbang) return [];
  return graph.functions
    .filter(
      (ref) =>
        graph.in(ref).length === 0 &&
        !isTool(ref.file) &&
        isEntry(program, ref) &&
        (fnOf(program, ref).async || ctx.resolver.returnEntity(ref).k === 'promise') &&
        !/^(activate|main|run|cli)$/.test(fnOf(program, ref).name),
    )
    .map((ref) => {
      const fn = fnOf(program, ref);
      return {
        ref,
        what: `asynchronous API ${fn.name}`,
        at: place(ref.file, fn.nameAt[1] > fn.nameAt[0] ? fn.nameAt : [fn.at[0], fn.bodyAt[0]]),
        weight: 'api' as const,
        once: setsUp(program, ref, roots),
      };
    });
}

function endsProcess(program: Program, ref: FnRef): boolean {
  let ends = false;
  forEachExprIn(fnOf(program, ref), (e) => {
    if (
      e.k === 'call' &&
      e.callee.k === 'member' &&
      /^(exit|abort)$/.test(e.callee.prop) &&
      e.callee.obj.k === 'global' &&
      e.callee.obj.name === 'process'
    )
      ends = true;
  });
  return ends;
}

/** How far below an asynchronous API a file access still counts as its own doing. */
const NEAR = 2;

/** Below anything but a handler only work that is slow for certain matters, or file work close to the surface. */
function worthIt(
  program: Program,
  call: BlockingCall,
  root: Root,
  path: readonly CallEdge[],
  serves: boolean,
): boolean {
  if (root.weight === 'serves') return true;
  const depth = path.filter((edge) => edge.kind === 'call').length;
  const many = call.repeated || path[path.length - 1]?.kind === 'callback';
  if (call.api.kind === 'file-probe') return root.weight === 'api' && many && root.once !== true && depth <= NEAR;
  if (call.api.kind !== 'file') return root.once !== true || servesEditor(program);
  if (root.weight === 'listens') return serves;
  if (root.once === true) return false;
  return (
    (depth <= NEAR || servesEditor(program)) &&
    /^(read|write|append|copy|cp|outputFile|readJson|writeJson|glob)/i.test(call.name)
  );
}

const editors = new WeakMap<Program, boolean>();

/** An extension: everything in it shares its event loop with the rest of the editor. */
function servesEditor(program: Program): boolean {
  let serves = editors.get(program);
  if (serves === undefined) {
    serves = [...program.files.values()].some((facts) =>
      facts.imports.some((i) => !i.typeOnly && /^(vscode|obsidian|atom|coc\.nvim)$/.test(i.from)),
    );
    editors.set(program, serves);
  }
  return serves;
}

function blockingCpu(program: Program, ctx: AnalysisContext, graph: CallGraph, roots: readonly Root[]): Finding[] {
  const numbers = new Numbers(program, ctx.resolver);
  const costs = new Costs(program, ctx.resolver, graph, numbers);
  const findings = new Map<string, Finding>();
  for (const root of roots) {
    const { steps, culprit } = costs.of(root.ref, inputs(program, root.ref));
    if (culprit === undefined || steps < HEAVY_STEPS) continue;
    const key = `${culprit.at.file}:${culprit.at.start}`;
    if (!findings.has(key)) findings.set(key, blockingCpuFinding(program, { steps }, culprit, root));
  }
  return [...findings.values()];
}

/** What a handler is given comes from outside. */
function inputs(program: Program, ref: FnRef): ReadonlyMap<number, Num> {
  const env = new Map<number, Num>();
  for (const param of fnOf(program, ref).params) for (const b of namesIn(param.target)) env.set(b, { k: 'input' });
  return env;
}

/** Test files and configuration of build tools. */
function isTool(file: string): boolean {
  return /\.(test|spec|bench|stories)\.[cm]?[jt]sx?$|\.config\.[cm]?[jt]s$|\.d\.ts$/.test(file);
}
