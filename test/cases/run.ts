/**
 * Runs the engine on an in-memory program and compares what it says with what the program's author
 * expects. Tests and `scripts/cases.ts` share it, so that the table and the tests cannot disagree.
 */
import { Engine } from '../../server/src/engine.ts';
import type { RuleId } from '../../server/src/findings/catalogue.ts';
import type { Finding, Note, Place } from '../../server/src/findings/finding.ts';
import { toleratedIn, type Expectation, type Fixture, type LabelledCase, type Program } from './corpus.ts';

export interface RunResult {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly engine: Engine;
}

const SOURCE = /\.[cm]?[jt]sx?$/;

export function runProgram(program: Program, rules?: ReadonlySet<RuleId>): RunResult {
  const texts = new Map(program.files.map((file) => [file.path, file.text]));
  const engine = new Engine({ readFile: (path) => texts.get(path), fileExists: (path) => texts.has(path) });
  for (const file of program.files) if (SOURCE.test(file.path)) engine.update(file.path, file.text);
  const { findings, notes } = engine.analyse(rules === undefined ? {} : { rules });
  return { findings, notes, engine };
}

function textOf(program: Program, path: string): string {
  const file = program.files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`${program.name}: a finding speaks of ${path}, which is not in the program`);
  return file.text;
}

/** 1-based line and 0-based column of an offset. */
export function lineColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) };
}

export function show(program: Program, finding: Finding): string {
  const { line, column } = lineColumn(textOf(program, finding.at.file), finding.at.start);
  return `${finding.at.file.slice(program.root.length + 1)}:${line}:${column + 1} ${finding.rule}: ${finding.message}`;
}

export interface CaseOutcome {
  readonly ok: boolean;
  /** A defect program without a finding at a marked line. */
  readonly missed: boolean;
  /** Findings that no mark of the case allows. */
  readonly extra: readonly Finding[];
  readonly findings: readonly Finding[];
  /** Breaks of the rules that every finding must keep, see `malformed`. */
  readonly malformed: readonly string[];
  readonly failure: string | undefined;
}

export function judge(labelled: LabelledCase): CaseOutcome {
  let findings: readonly Finding[];
  try {
    findings = runProgram(labelled).findings;
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, missed: labelled.verdict !== 'ok', extra: [], findings: [], malformed: [], failure };
  }
  const tolerated = toleratedIn(labelled.id);
  const lineRules = new Set(labelled.marks.flatMap((mark) => mark.rules));
  let hit = false;
  const extra: Finding[] = [];
  for (const finding of findings) {
    const text = textOf(labelled, finding.at.file);
    const first = lineColumn(text, finding.at.start).line;
    const last = lineColumn(text, Math.max(finding.at.start, finding.at.end - 1)).line;
    const marks = labelled.marks.filter(
      (mark) => mark.file === finding.at.file && mark.line >= first && mark.line <= last,
    );
    if (marks.some((mark) => mark.rules.includes(finding.rule))) hit = true;
    else if (marks.length > 0 && lineRules.has(finding.rule)) continue;
    else if (!tolerated.includes(finding.rule)) extra.push(finding);
  }
  const missed = labelled.verdict !== 'ok' && !hit;
  const broken = findings.flatMap((finding) => malformed(labelled, finding));
  return {
    ok: !missed && extra.length === 0 && broken.length === 0,
    missed,
    extra,
    findings,
    malformed: broken,
    failure: undefined,
  };
}

/** What every finding owes its reader, whatever the rule; returns one line per break. */
export function malformed(program: Program, finding: Finding): readonly string[] {
  const problems: string[] = [];
  const say = (problem: string): void => {
    problems.push(`${show(program, finding)}\n  ${problem}`);
  };
  const checkPlace = (place: Place, what: string): void => {
    const file = program.files.find((candidate) => candidate.path === place.file);
    if (file === undefined) say(`${what} is in an unknown file ${place.file}`);
    else if (place.start < 0 || place.end < place.start || place.end > file.text.length) say(`${what} is out of range`);
  };
  checkPlace(finding.at, 'the place');
  if (finding.at.end <= finding.at.start) say('the range is empty');
  if (!/^\S.*[.!?]$/s.test(finding.message)) say('the message is not a sentence');
  if (finding.signal.trim() === '') say('no concurrency signal is named');
  if (finding.identity.length === 0) say('it has no identity');
  if (finding.schedule.steps.length < 1) say('the schedule has no steps');
  const names = new Set(finding.schedule.participants.map((participant) => participant.id));
  if (names.size !== finding.schedule.participants.length) say('two participants have one id');
  for (const [index, step] of finding.schedule.steps.entries()) {
    checkPlace(step.at, `step ${index + 1}`);
    if (!names.has(step.participant)) say(`step ${index + 1} belongs to nobody (${step.participant})`);
    if (step.text.trim() === '' || step.text.endsWith('.'))
      say(`step ${index + 1} is not a clause without a full stop`);
  }
  for (const related of finding.related) checkPlace(related.at, 'a related place');
  return problems;
}

export interface FixtureOutcome {
  /** One line per disagreement; empty when the fixture holds. */
  readonly problems: readonly string[];
}

function meets(program: Program, finding: Finding, expectation: Expectation): boolean {
  if (finding.rule !== expectation.rule || finding.at.file !== expectation.file) return false;
  if (!finding.message.includes(expectation.message)) return false;
  const text = textOf(program, finding.at.file);
  const start = lineColumn(text, finding.at.start);
  if (start.line !== expectation.line) return false;
  if (expectation.columns === undefined) return true;
  const end = lineColumn(text, finding.at.end);
  // Of a range over several lines the carets cover the first.
  const lineEnd = (text.split('\n')[start.line - 1] ?? '').trimEnd().length;
  const lastColumn = end.line === start.line ? end.column : lineEnd;
  return start.column === expectation.columns[0] && lastColumn === expectation.columns[1];
}

function showExpectation(program: Program, expectation: Expectation): string {
  const columns =
    expectation.columns === undefined ? '' : `:${expectation.columns[0] + 1}-${expectation.columns[1] + 1}`;
  const file = expectation.file.slice(program.root.length + 1);
  return `${file}:${expectation.line}${columns} ${expectation.rule}${expectation.message === '' ? '' : `: ${expectation.message}`}`;
}

export function judgeFixture(fixture: Fixture): FixtureOutcome {
  const { findings } = runProgram(fixture);
  const problems: string[] = findings.flatMap((finding) => malformed(fixture, finding));
  const open = new Set(findings);
  for (const expectation of fixture.expectations) {
    const met = [...open].find((finding) => meets(fixture, finding, expectation));
    if (met !== undefined) open.delete(met);
    switch (expectation.kind) {
      case 'found':
        if (met === undefined) problems.push(`not found: ${showExpectation(fixture, expectation)}`);
        break;
      case 'missed':
        if (met !== undefined) problems.push(`promote me, a known miss is found: ${show(fixture, met)}`);
        break;
      case 'false-alarm':
        if (met === undefined)
          problems.push(`promote me, a known false alarm is gone: ${showExpectation(fixture, expectation)}`);
        break;
    }
  }
  for (const finding of open) problems.push(`unexpected: ${show(fixture, finding)}`);
  return { problems };
}
