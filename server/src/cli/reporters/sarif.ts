/**
 * SARIF 2.1.0 (OASIS standard, errata 01), for code scanning services and viewers. The schedule becomes one
 * code flow with a thread flow per participant; `executionOrder` numbers the steps over all of them
 * (section 3.38.11), which is how SARIF says what happens between what.
 */
import type { Location, Log, Notification, PhysicalLocation, ReportingDescriptor, Result, ThreadFlow } from 'sarif';
import { CATALOGUE, type Severity } from '../../findings/catalogue.ts';
import type { Note } from '../../findings/finding.ts';
import { FINGERPRINT_KEY } from '../../findings/fingerprint.ts';
import { assertNever } from '../../facts/core.ts';
import type { Located, Report, ReportedFinding, Reporter } from '../report.ts';
import type { RulePage } from '../rule-pages.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = 'SRCROOT';

function level(severity: Severity): 'error' | 'warning' | 'note' {
  switch (severity) {
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'info':
    case 'hint':
      return 'note';
    default:
      return assertNever(severity);
  }
}

const rulesOf = (report: Report): ReportingDescriptor[] =>
  CATALOGUE.map((rule) => ({
    id: rule.id,
    name: rule.id.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.summary },
    defaultConfiguration: { level: level(rule.severity) },
    properties: { tags: ['concurrency', rule.family] },
    ...help(report.pageOf(rule.id), rule.summary),
  }));

/** Services show the text beside the finding; viewers on this machine follow the link. */
function help(page: RulePage | undefined, summary: string): Pick<ReportingDescriptor, 'help' | 'helpUri'> {
  return page === undefined ? {} : { helpUri: page.href, help: { text: summary, markdown: page.markdown } };
}

const RULE_INDEX: ReadonlyMap<string, number> = new Map(CATALOGUE.map((rule, index) => [rule.id, index]));

/** A URI reference: every segment escaped, slashes kept. */
function uriOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function fileUri(path: string): string {
  return `file://${path.startsWith('/') ? '' : '/'}${uriOf(path).replace(/^\/?([A-Za-z])%3A/, '$1:')}`;
}

function physical(at: Located): PhysicalLocation {
  // A relative path that leaves the working directory (or an absolute one) has no place below the root.
  const inside = !at.file.startsWith('/') && !at.file.startsWith('../') && !/^[A-Za-z]:/.test(at.file);
  return {
    artifactLocation: inside ? { uri: uriOf(at.file), uriBaseId: ROOT } : { uri: fileUri(at.place.file) },
    region: {
      startLine: at.start.line,
      startColumn: at.start.column,
      endLine: at.end.line,
      endColumn: at.end.column,
    },
  };
}

function location(at: Located, text: string): Location {
  return { physicalLocation: physical(at), message: { text } };
}

function threadFlows(report: Report, { finding }: ReportedFinding): ThreadFlow[] {
  const { participants, steps } = finding.schedule;
  return participants
    .map((participant) => ({
      id: participant.id,
      message: { text: participant.name },
      locations: steps.flatMap((step, index) =>
        step.participant !== participant.id
          ? []
          : [
              {
                location: location(report.locate(step.at), step.text),
                executionOrder: index + 1,
                ...(step.holds === undefined || step.holds.length === 0
                  ? {}
                  : { state: { holds: { text: step.holds.join(', ') } } }),
              },
            ],
      ),
    }))
    .filter((flow) => flow.locations.length > 0);
}

function result(report: Report, reported: ReportedFinding): Result {
  const { finding, at, fingerprint } = reported;
  const flows = threadFlows(report, reported);
  return {
    ruleId: finding.rule,
    ruleIndex: RULE_INDEX.get(finding.rule) ?? -1,
    level: level(finding.severity),
    message: { text: finding.message },
    locations: [{ physicalLocation: physical(at) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((related, index) => ({
            id: index + 1,
            ...location(report.locate(related.at), related.text),
          })),
        }),
    ...(flows.length === 0 ? {} : { codeFlows: [{ message: { text: 'How it goes wrong' }, threadFlows: flows }] }),
    partialFingerprints: { [FINGERPRINT_KEY]: fingerprint },
    properties: { signal: finding.signal },
  };
}

function notification(report: Report, note: Note): Notification {
  const at = note.at ?? (note.file === undefined ? undefined : { file: note.file, start: 0, end: 0 });
  return {
    descriptor: { id: note.kind },
    level: note.kind === 'internal' ? 'error' : 'note',
    message: { text: note.message },
    ...(at === undefined ? {} : { locations: [{ physicalLocation: physical(report.locate(at)) }] }),
  };
}

export function toSarif(report: Report): Log {
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'interleave',
            semanticVersion: report.version,
            rules: rulesOf(report),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { uri: `${fileUri(report.cwd).replace(/\/$/, '')}/` } },
        invocations: [
          {
            executionSuccessful: true,
            ...(report.notes.length === 0
              ? {}
              : { toolExecutionNotifications: report.notes.map((note) => notification(report, note)) }),
          },
        ],
        results: report.findings.map((finding) => result(report, finding)),
      },
    ],
  };
}

export const sarif: Reporter = (report) => JSON.stringify(toSarif(report), null, 2);
