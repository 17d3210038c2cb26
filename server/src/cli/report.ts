/**
 * What every reporter gets: findings with their places turned into lines and columns of files named as the
 * user names them. Reporters only lay out; they look nothing up.
 */
import type { RuleId } from '../findings/catalogue.ts';
import type { Finding, Fix, Note, Place } from '../findings/finding.ts';
import { LineIndex, type Region } from '../findings/lines.ts';
import type { RulePage } from './rule-pages.ts';

export interface Located extends Region {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly place: Place;
}

export interface ReportedFinding {
  readonly finding: Finding;
  readonly at: Located;
  readonly fingerprint: string;
  /** Repairs that could be applied to it now. */
  readonly fixes: readonly Fix[];
}

export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly notes: readonly Note[];
  readonly cwd: string;
  readonly version: string;
  readonly fileCount: number;
  readonly milliseconds: number;
  locate(place: Place): Located;
  /** Text of a file of the project, for code frames; '' when it is not there. */
  lines(file: string): LineIndex;
  nameOf(file: string): string;
  /** The page about a rule; undefined when it is not there. */
  pageOf(rule: RuleId): RulePage | undefined;
}

/** A report as text, without the last line break. */
export type Reporter = (report: Report) => string;

/** `/home/me/project/src/a.ts` seen from `/home/me/project/test` is `../src/a.ts`. */
export function relativeName(cwd: string, file: string): string {
  const from = cwd.split('/').filter((part) => part !== '');
  const to = file.split('/').filter((part) => part !== '');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  // Nothing in common but the root: the absolute path is clearer (and on Windows the only one there is).
  if (shared === 0) return file;
  const name = [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
  return name === '' ? '.' : name;
}

export interface ReportInput {
  readonly findings: readonly Finding[];
  readonly fingerprints: readonly string[];
  readonly notes: readonly Note[];
  readonly cwd: string;
  readonly version: string;
  readonly fileCount: number;
  readonly milliseconds: number;
  readonly readText: (file: string) => string | undefined;
  readonly fixesFor: (finding: Finding) => readonly Fix[];
  readonly pageOf: (rule: RuleId) => RulePage | undefined;
}

export function makeReport(input: ReportInput): Report {
  const indexes = new Map<string, LineIndex>();
  const lines = (file: string): LineIndex => {
    let index = indexes.get(file);
    if (index === undefined) {
      index = new LineIndex(input.readText(file) ?? '');
      indexes.set(file, index);
    }
    return index;
  };
  const nameOf = (file: string): string => relativeName(input.cwd, file);
  const locate = (place: Place): Located => ({
    ...lines(place.file).region(place),
    file: nameOf(place.file),
    place,
  });
  const { notes, cwd, version, fileCount, milliseconds, pageOf } = input;
  const findings = input.findings.map((finding, index) => ({
    finding,
    at: locate(finding.at),
    fingerprint: input.fingerprints[index] ?? '',
    fixes: input.fixesFor(finding),
  }));
  return { findings, notes, cwd, version, fileCount, milliseconds, locate, lines, nameOf, pageOf };
}
