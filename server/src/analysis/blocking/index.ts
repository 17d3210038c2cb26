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
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import { blockingCallsIn, type BlockingCall } from './calls.ts';
import { Costs } from './cost.ts';
import { Numbers, type Num } from './numbers.ts';
import { isOnce } from './once.ts';
import { activationRoots, type Root } from './roots.ts';

/** A loop of this many simple steps takes some ten milliseconds. */
const HEAVY_STEPS = 1e7;
const ORDER = ['process', 'network', 'prompt', 'crypto', 'compress', 'file', 'file-probe'] as const;

export function analyseBlocking(program: Program, ctx: AnalysisContext): Finding[] {
  const graph = callGraphOf(program, ctx.resolver);
  const roots = activationRoots(program, ctx.resolver, graph).filter((root) => !isTool(root.ref.file));
  if (roots.length === 0) return [];
  const serving = roots.filter((root) => root.weight === 'serves');
  const listening = roots.filter((root) => root.weight === 'listens');
  return [
    ...blockingCalls(program, ctx, graph, serving, listening),
    ...blockingCpu(program, ctx, graph, [...serving, ...listening]),
  ];
}

function blockingCalls(
  program: Program,
  ctx: AnalysisContext,
  graph: CallGraph,
  serving: readonly Root[],
  listening: readonly Root[],
): Finding[] {
  const namesOf = (file: string) => (b: number) => program.files.get(file)?.bindings[b]?.name ?? '';
  const follow = (edge: CallEdge): boolean => !isOnce(fnOf(program, edge.caller), edge.at, namesOf(edge.caller.file));
  const fromServing = graph.reach(
    serving.map((r) => r.ref),
    follow,
  );
  const fromListening = graph.reach(
    listening.map((r) => r.ref),
    follow,
  );
  const findings: Finding[] = [];
  for (const ref of graph.functions) {
    const served = fromServing.has(ref);
    if (!served && !fromListening.has(ref)) continue;
    const fn = fnOf(program, ref);
    const calls = blockingCallsIn(program, ctx.resolver, ref)
      .filter((call) => !isOnce(fn, call.call.at, namesOf(ref.file)))
      .filter((call) => served || worthIt(call, serving.length > 0))
      .sort((a, b) => ORDER.indexOf(a.api.kind) - ORDER.indexOf(b.api.kind));
    const reached: Reachability = served ? fromServing : fromListening;
    const root = [...serving, ...listening].find((r) => fnKey(r.ref) === fnKey(reached.rootOf(ref) ?? ref));
    if (root === undefined) continue;
    const finding = blockingCallFinding(program, calls, root, reached.path(ref));
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** Below a mere listener or timer, quick file work matters only in a process that serves requests as well. */
function worthIt(call: BlockingCall, serves: boolean): boolean {
  if (call.api.kind === 'file-probe') return false;
  return call.api.kind !== 'file' || serves;
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
