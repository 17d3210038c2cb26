/**
 * Races and deadlocks between threads: every program among the files is interpreted under many schedules
 * (never really run), and what the runs show becomes findings.
 */
import type { Finding, Note } from '../../findings/finding.ts';
import { cycleFinding, selfFinding, unreleasedFinding } from '../../rules/threads/locks.ts';
import { namedCycleFinding } from '../../rules/threads/named-locks.ts';
import { annotationFinding, tornFinding, transferFinding } from '../../rules/threads/others.ts';
import { foreignFinding, raceFinding } from '../../rules/threads/races.ts';
import { silenceFinding, unwokenFinding } from '../../rules/threads/silence.ts';
import { eventLoopFinding, lostWakeupFinding, recheckFinding, waitCycleFinding } from '../../rules/threads/waits.ts';
import type { Ctx } from '../../rules/threads/words.ts';
import { assertNever } from '../../facts/core.ts';
import type { AnalysisContext } from '../context.ts';
import type { Program } from '../program.ts';
import { cached } from './cache.ts';
import { missingGuards } from './detect/annotations.ts';
import { classifyRaces } from './detect/races.ts';
import type { LostWakeupReport, Report } from './detect/report.ts';
import { isAsked, isDropped } from './detect/sites.ts';
import { essential } from './detect/stuck.ts';
import { tornUpdates } from './detect/torn.ts';
import { entriesOf, type Entry } from './drive/entry.ts';
import { provesForPair, sharesClasses } from './drive/pair.ts';
import { type Budget, DEFAULT_BUDGET, PAIR_BUDGET, explore, type Evidence } from './explore.ts';
import { cellKey } from './memory.ts';
import { siteKey } from './shadow.ts';

export function analyseThreads(program: Program, ctx: AnalysisContext): Finding[] {
  const { mains, workers, concerned } = entriesOf(program);
  const started = new Set<string>();
  const out: Finding[] = [];
  const take = (entry: Entry): ReadonlySet<string> => {
    const result = cached(program, entry, () => {
      const budget = entry.kind === 'pair' ? PAIR_BUDGET : DEFAULT_BUDGET;
      const evidence = explore(program, entry, budget);
      return {
        findings: findingsOf(program, evidence, entry),
        notes: unfinished(evidence, entry, budget),
        files: evidence.files,
      };
    });
    for (const file of result.files) started.add(file);
    for (const note of result.notes) ctx.log(note);
    out.push(...result.findings);
    return result.files;
  };
  for (const file of mains) {
    if (started.has(file)) continue;
    const loaded = take({ kind: 'main', file, concerned });
    if (exportsSomething(program, file) && [...loaded].some((f) => hasSharedClasses(program, f)))
      take({ kind: 'pair', file, concerned });
  }
  for (const file of workers) if (!started.has(file)) take({ kind: 'worker', file, concerned });
  return unique(out);
}

/** What was not looked at because it would have taken too long; never left unsaid. */
function unfinished({ runs, cut, exhausted }: Evidence, { file }: Entry, budget: Budget): readonly Note[] {
  const parts = [
    ...(cut === 0 ? [] : [`${cut} of ${runs} schedules were ended before their end (a run has ${budget.run} steps)`]),
    ...(exhausted
      ? [`more schedules than these ${runs} were not tried (all of them together may do ${budget.total} steps of work)`]
      : []),
  ];
  if (parts.length === 0) return [];
  const message = `threads were not followed to the end: ${parts.join(', and ')}; what shows only there is not found`;
  return [{ file, at: undefined, kind: 'budget', message }];
}

function exportsSomething(program: Program, file: string): boolean {
  return (program.files.get(file)?.exports.length ?? 0) > 0;
}

function hasSharedClasses(program: Program, file: string): boolean {
  const facts = program.files.get(file);
  return facts !== undefined && sharesClasses(facts);
}

export function reportsOf(program: Program, e: Evidence): readonly Report[] {
  const { knowledge } = e;
  // A lock made of a load and a store lets two in: what they do inside is not a defect of its own.
  const torn = new Set([...e.torn.values()].map((t) => cellKey(t.write.buffer, t.write.start)));
  const between = [...e.races.values()].filter(
    ({ first, second }) => !first.soft.some((c) => torn.has(c) && second.soft.includes(c)),
  );
  const races = classifyRaces({ program, knowledge, races: between, sites: e.sites });
  const racy = new Set([...e.races.values()].flatMap((r) => [siteKey(r.first.site), siteKey(r.second.site)]));
  const reports: readonly Report[] = [
    ...races,
    ...tornUpdates({ torn: e.torn, decided: e.decided, racy, waits: knowledge.waits.values() }),
    ...[...knowledge.transferred.values()]
      // Asking for the length is how one finds out.
      .filter((use) => use.what !== 'measured' || !isAsked(program, use.use))
      .map((use) => ({ k: 'transfer' as const, use })),
    ...[...knowledge.waits.values()].map((wait) => ({ k: 'recheck' as const, wait })),
    ...essential([...e.stuck.values()]),
    ...missedWakeups(program, knowledge),
    ...missingGuards(program, e.files),
  ];
  // Whoever waits for ever may do so because of another defect.
  const own = (r: Report): boolean => r.k !== 'unwoken' && r.k !== 'silence';
  return reports.some(own) ? reports.filter(own) : reports;
}

/** Told too early and with nothing to see, where the sleeper asks whether it was told. */
function missedWakeups(program: Program, { missed, book }: Evidence['knowledge']): readonly LostWakeupReport[] {
  return [...missed.values()]
    .filter(({ cell, blocked }) => book.of(cell).writers.size === 0 && !isDropped(program, blocked.site))
    .map(({ agent, blocked, notify }) => ({
      k: 'lost-wakeup',
      waiter: { agent, blocked, held: [] },
      write: undefined,
      notify,
    }));
}

function findingsOf(program: Program, evidence: Evidence, entry: Entry): Finding[] {
  const ctx: Ctx = { program, knowledge: evidence.knowledge };
  return reportsOf(program, evidence)
    .filter((r) => entry.kind !== 'pair' || provesForPair(r))
    .flatMap((r) => worded(ctx, r) ?? []);
}

function worded(ctx: Ctx, r: Report): Finding | undefined {
  switch (r.k) {
    case 'race':
      return raceFinding(ctx, r);
    case 'foreign':
      return foreignFinding(ctx, r);
    case 'torn':
      return tornFinding(ctx, r);
    case 'transfer':
      return transferFinding(ctx, r);
    case 'recheck':
      return recheckFinding(ctx, r);
    case 'cycle':
      return cycleFinding(ctx, r);
    case 'named-cycle':
      return namedCycleFinding(ctx, r);
    case 'self':
      return selfFinding(ctx, r);
    case 'unreleased':
      return unreleasedFinding(ctx, r);
    case 'lost-wakeup':
      return lostWakeupFinding(ctx, r);
    case 'unwoken':
      return unwokenFinding(ctx, r);
    case 'silence':
      return silenceFinding(ctx, r);
    case 'event-loop':
      return eventLoopFinding(ctx, r);
    case 'wait-cycle':
      return waitCycleFinding(ctx, r);
    case 'annotation':
      return annotationFinding(ctx, r);
    default:
      return assertNever(r);
  }
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((f) => {
    const key = `${f.rule}:${f.at.file}:${f.at.start}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
