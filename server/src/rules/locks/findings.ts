/** Findings about locks: one place that words them, so that every rule speaks of holders and waiters alike. */
import type { LockEvent } from '../../analysis/locks/domain.ts';
import { baseNameOf, factsOf, fnOf, lineOf, qualifiedName, type FnRef, type Program } from '../../analysis/program.ts';
import { forEachStmt } from '../../analysis/walk.ts';
import type { RuleId, Severity } from '../../findings/catalogue.ts';
import { ruleMeta } from '../../findings/catalogue.ts';
import type { Finding, FixPlan, Place, Related, ScheduleStep } from '../../findings/finding.ts';

/** `line 12`, and of which file when that is not the one where the finding stands. */
export function lineAt(program: Program, at: Place, from: Place): string {
  const line = `line ${lineOf(factsOf(program, at.file), at.start)}`;
  return at.file === from.file ? line : `${line} of ${baseNameOf(at.file)}`;
}

/** Where a party stands while it waits: the outermost call, in its own text, that leads to the wait. */
export function standsAt(program: Program, fn: FnRef, event: LockEvent): Place {
  const { at } = fnOf(program, fn);
  const places = [...event.trace.map((step) => step.at), event.at];
  return places.find((p) => p.file === fn.file && at[0] <= p.start && p.end <= at[1]) ?? places[0] ?? event.at;
}

export function stepsOf(program: Program, id: string, event: LockEvent, last: string): ScheduleStep[] {
  const holds = event.held.map((h) => h.lock.name);
  return [
    ...event.trace.map((step) => ({
      participant: id,
      at: step.at,
      text: `calls ${qualifiedName(program, step.callee)}`,
      holds,
    })),
    { participant: id, at: event.at, text: last, holds },
  ];
}

/** The innermost statement of a function that covers a place. */
export function statementAt(program: Program, fn: FnRef, at: Place): Place | undefined {
  let found: Place | undefined;
  if (at.file !== fn.file) return undefined;
  forEachStmt(fnOf(program, fn).body, (s) => {
    if (s.at[0] <= at.start && at.end <= s.at[1]) found = { file: at.file, start: s.at[0], end: s.at[1] };
  });
  return found;
}

export interface Draft {
  readonly rule: RuleId;
  /** When it is worth less than the rule says. */
  readonly severity?: Severity;
  readonly at: Place;
  readonly message: string;
  readonly signal: string;
  readonly participants: readonly { readonly id: string; readonly name: string }[];
  readonly steps: readonly ScheduleStep[];
  readonly related: readonly Related[];
  readonly fixes?: readonly FixPlan[];
  readonly identity: readonly string[];
}

export function finding(draft: Draft): Finding {
  return {
    rule: draft.rule,
    severity: draft.severity ?? ruleMeta(draft.rule).severity,
    at: draft.at,
    message: draft.message,
    signal: draft.signal,
    schedule: { participants: draft.participants, steps: draft.steps },
    related: draft.related,
    fixes: draft.fixes ?? [],
    identity: [draft.rule, ...draft.identity],
  };
}
