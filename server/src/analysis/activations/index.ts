/**
 * The engine between activations: runs every function that starts activations abstractly, collects what goes
 * stale across awaits, and keeps what another activation can really disturb.
 */
import type { Finding } from '../../findings/finding.ts';
import { reportFloating } from '../../rules/activations/floating-critical-section.ts';
import { reportLostEvent } from '../../rules/activations/lost-event.ts';
import { reportLoopVariables } from '../../rules/activations/loop-variable.ts';
import { reportRace } from '../../rules/activations/race-across-await.ts';
import { reportStaleEffect } from '../../rules/activations/stale-effect.ts';
import type { AnalysisContext } from '../context.ts';
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import { withoutBenign } from './benign.ts';
import { decide } from './decide.ts';
import { findEntries, isTestFile } from './entries.ts';
import { lostEvents } from './lost-events.ts';
import { Machine, type Events } from './machine.ts';
import { Owners } from './owners.ts';
import { staleEffects } from './stale-effects.ts';
import { emptyState } from './state.ts';
import { execute } from './statements.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';

/** What one root's run found out; a pure function of what it read. */
interface RootRun {
  readonly events: Events;
  readonly lookups: ReadonlySet<string>;
  /** Set when the run failed. */
  readonly problem: string | undefined;
}

/** Runs are kept: after an edit only those roots run again that saw the file, or something that it changed. */
const keptRuns = new WeakMap<Tracker, Kept<string, RootRun>>();

export function analyseActivations(program: Program, ctx: AnalysisContext): Finding[] {
  const { resolver } = ctx;
  const owners = new Owners(program, resolver);
  const entries = findEntries(program, resolver);
  const runs = keptFor(keptRuns, resolver.tracker);
  const events: Events = { accesses: [], candidates: [], calls: [], floating: [] };
  const lookups = new Set<string>();
  const present = new Set<string>();
  for (const ref of entries.roots) {
    const key = fnKey(ref);
    present.add(key);
    const run = runs.get(key, () => runRoot(new Machine(program, resolver, owners, ref)));
    if (run.problem !== undefined)
      ctx.log({
        file: ref.file,
        at: undefined,
        kind: 'internal',
        message: `activations of function ${ref.fn}: ${run.problem}`,
      });
    for (const x of run.events.accesses) events.accesses.push(x);
    for (const x of run.events.candidates) events.candidates.push(x);
    for (const x of run.events.calls) events.calls.push(x);
    for (const x of run.events.floating) events.floating.push(x);
    for (const x of run.lookups) lookups.add(x);
  }
  runs.retain((key) => present.has(key));
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const benign = withoutBenign(program, owners, decide(program, events, entries, lookups));
  findings.push(...benign.complaints);
  for (const verdict of benign.kept) {
    const { candidate } = verdict;
    // One defect, one report: the same write, or the same check, is told once.
    const keys = [
      `${candidate.sink.at.file}:${candidate.sink.at.start}`,
      `${candidate.fact.at.file}:${candidate.fact.at.start}:${candidate.cell.canon}`,
      // Several cells decided on before one await are one defect, too.
      ...(candidate.shape === 'guard-set' || candidate.shape === 'stale-act' || candidate.shape === 'rearm'
        ? [`${fnKey(candidate.in)}:${candidate.crossing.at.file}:${candidate.crossing.at.start}`]
        : []),
      // And so are several things set up after one clean-up, on whichever way.
      ...(candidate.shape === 'stale-act' && verdict.partner !== undefined
        ? [`${candidate.fact.at.file}:${candidate.fact.at.start}>clean-up`]
        : []),
    ];
    if (keys.some((k) => seen.has(k))) continue;
    for (const k of keys) seen.add(k);
    findings.push(reportRace(program, verdict));
  }
  const floating = new Set<string>();
  for (const f of events.floating) {
    const key = `${fnKey(f.in)}:${f.at.start}`;
    if (floating.has(key)) continue;
    floating.add(key);
    findings.push(reportFloating(program, f));
  }
  for (const [file, facts] of program.files) {
    if (facts.generated) continue;
    findings.push(...reportLoopVariables(program, file));
    if (isTestFile(file, facts)) continue;
    findings.push(...lostEvents(program, resolver, file).map((lost) => reportLostEvent(program, lost)));
    findings.push(...staleEffects(program, file).map((stale) => reportStaleEffect(program, stale)));
  }
  return findings;
}

function runRoot(machine: Machine): RootRun {
  let problem: string | undefined;
  try {
    runBody(machine, machine.root);
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return { events: machine.events, lookups: machine.lookups, problem };
}

function runBody(machine: Machine, ref: FnRef): void {
  const fn = fnOf(machine.program, ref);
  const frame = machine.frame(ref, machine.owners.thisPath(ref), true, 0);
  const state = emptyState();
  machine.synchronise(frame, state);
  execute(machine, frame, state, fn.body);
  for (const end of [...frame.returns.map((r) => r.state), state]) {
    end.dead = false;
    machine.runTails(end);
  }
}
