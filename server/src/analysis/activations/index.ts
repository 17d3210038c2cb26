/**
 * The engine between activations: runs every function that starts activations abstractly, collects what goes
 * stale across awaits, and keeps what another activation can really disturb.
 */
import type { Finding } from '../../findings/finding.ts';
import { reportFloating } from '../../rules/activations/floating-critical-section.ts';
import { reportLostEvent } from '../../rules/activations/lost-event.ts';
import { reportLoopVariables } from '../../rules/activations/loop-variable.ts';
import { reportNotYetMade } from '../../rules/activations/not-yet-made.ts';
import { reportRace } from '../../rules/activations/race-across-await.ts';
import { reportUnawaited } from '../../rules/activations/unawaited.ts';
import { reportStaleEffect } from '../../rules/activations/stale-effect.ts';
import { reportStaleState } from '../../rules/activations/stale-state.ts';
import type { AnalysisContext } from '../context.ts';
import { factsOf, fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { toldOnce } from './alike.ts';
import { withoutBenign } from './benign.ts';
import { weigh } from './decide.ts';
import { findEntries, isTestFile } from './entries.ts';
import type { RootRun } from './event-index.ts';
import { KeptVerdicts } from './kept-verdicts.ts';
import { lostEvents } from './lost-events.ts';
import type { Verdict } from './meeting.ts';
import { notYetMade } from './not-yet-made.ts';
import { Machine, type Shape } from './machine.ts';
import { Owners } from './owners.ts';
import { staleEffects } from './stale-effects.ts';
import { staleStates } from './stale-state.ts';
import { emptyState } from './state.ts';
import { execute } from './statements.ts';
import { unawaited } from './unawaited.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';

/** Runs are kept: after an edit only those roots run again that saw the file, or something that it changed. */
const keptRuns = new WeakMap<Tracker, Kept<string, RootRun>>();
const keptFindings = new WeakMap<Tracker, Kept<string, readonly Finding[]>>();
const keptVerdicts = new WeakMap<Tracker, KeptVerdicts>();

export function analyseActivations(program: Program, ctx: AnalysisContext): Finding[] {
  const { resolver } = ctx;
  const owners = new Owners(program, resolver);
  const entries = findEntries(program, resolver);
  const runs = keptFor(keptRuns, resolver.tracker);
  const byRoot = new Map<string, RootRun>();
  for (const ref of entries.roots) {
    const key = fnKey(ref);
    const run = runs.get(key, () => runRoot(new Machine(program, resolver, owners, ref)));
    byRoot.set(key, run);
    if (run.problem !== undefined)
      ctx.log({
        file: ref.file,
        at: undefined,
        kind: 'internal',
        message: `activations of function ${ref.fn}: ${run.problem}`,
      });
  }
  runs.retain((key) => byRoot.has(key));
  let verdicts = keptVerdicts.get(resolver.tracker);
  if (verdicts === undefined) keptVerdicts.set(resolver.tracker, (verdicts = new KeptVerdicts(resolver.tracker)));
  const decided = weigh(program, verdicts.of(program, entries, byRoot), verdicts.index, entries);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const benign = withoutBenign(program, owners, decided);
  findings.push(...benign.complaints);
  const told = byWeight(benign.kept).filter((verdict) => {
    const { candidate } = verdict;
    // One defect, one report: the same write, or the same check, is told once.
    const write = candidate.shown?.at ?? candidate.sink.at;
    const keys = [
      `${write.file}:${write.start}`,
      `${candidate.fact.at.file}:${candidate.fact.at.start}:${candidate.cell.canon}`,
      // Several cells decided on before one await are one defect, too.
      ...(ONE_PER_AWAIT.has(candidate.shape)
        ? [`${fnKey(candidate.in)}:${candidate.crossing.at.file}:${candidate.crossing.at.start}`]
        : []),
      // And so are several things set up after one clean-up, on whichever way.
      ...(candidate.shape === 'stale-act' && verdict.partner !== undefined
        ? [`${candidate.fact.at.file}:${candidate.fact.at.start}>clean-up`]
        : []),
      // Who takes something out of a list disturbs all loops over it; one of them shows what is wrong.
      ...(candidate.shape === 'skips' && verdict.partner !== undefined
        ? [`${verdict.partner.at.file}:${verdict.partner.at.start}>loops`]
        : []),
    ];
    if (keys.some((k) => seen.has(k))) return false;
    for (const k of keys) seen.add(k);
    return true;
  });
  findings.push(...toldOnce(told).map(({ verdict, alike }) => reportRace(program, verdict, alike)));
  const floating = new Set<string>();
  for (const { events } of byRoot.values())
    for (const f of events.floating) {
      const key = `${fnKey(f.in)}:${f.at.start}`;
      if (floating.has(key)) continue;
      floating.add(key);
      findings.push(reportFloating(program, f));
    }
  const perFile = keptFor(keptFindings, resolver.tracker);
  for (const file of program.files.keys())
    findings.push(...perFile.get(file, () => findingsWithin(program, resolver, file)));
  return findings;
}

/** Of two that speak of one write, the end of the whole object says more than that the old value was let go of twice. */
function byWeight(verdicts: readonly Verdict[]): readonly Verdict[] {
  const last = ({ candidate }: Verdict): boolean => candidate.shape === 'replace';
  return [...verdicts.filter((v) => !last(v)), ...verdicts.filter(last)];
}

const ONE_PER_AWAIT: ReadonlySet<Shape> = new Set(['guard-set', 'stale-act', 'rearm', 'waiter', 'vanished']);

/** What is seen within one file. */
function findingsWithin(program: Program, resolver: Resolver, file: string): readonly Finding[] {
  const facts = factsOf(program, file);
  if (facts.generated) return [];
  const loops = reportLoopVariables(program, file);
  if (isTestFile(file, facts)) return loops;
  return [
    ...loops,
    ...lostEvents(program, resolver, file).map((lost) => reportLostEvent(program, lost)),
    ...unawaited(program, resolver, file).map((each) => reportUnawaited(program, each)),
    ...notYetMade(program, file).map((each) => reportNotYetMade(program, each)),
    ...staleStates(program, file).map((stale) => reportStaleState(program, stale)),
    ...staleEffects(program, file).map((stale) => reportStaleEffect(program, stale)),
  ];
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
