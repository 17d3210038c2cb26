/**
 * Workflow commands of GitHub Actions: each finding becomes an annotation in the pull request.
 * Escapes as in `@actions/core` (`toCommandValue`, `escapeData`, `escapeProperty`).
 */
import type { Severity } from '../../findings/catalogue.ts';
import { assertNever } from '../../facts/core.ts';
import type { Report, Reporter, ReportedFinding } from '../report.ts';

function level(severity: Severity): 'error' | 'warning' | 'notice' {
  switch (severity) {
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'info':
    case 'hint':
      return 'notice';
    default:
      return assertNever(severity);
  }
}

const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}`;
}

function annotate(report: Report, { finding, at }: ReportedFinding): string {
  const schedule = finding.schedule.steps.map((step) => {
    const who = finding.schedule.participants.find((participant) => participant.id === step.participant)?.name ?? '';
    const where = report.locate(step.at);
    return `- ${who}: ${step.text} (${where.file}:${where.start.line})`;
  });
  const properties = {
    file: at.file,
    line: at.start.line,
    endLine: at.end.line,
    col: at.start.column,
    // Columns only mean something to GitHub when the range lies on one line.
    ...(at.start.line === at.end.line ? { endColumn: at.end.column } : {}),
    title: `interleave: ${finding.rule}`,
  };
  return command(
    level(finding.severity),
    properties,
    [finding.message, ...schedule, `Signal: ${finding.signal}`].join('\n'),
  );
}

export const github: Reporter = (report) =>
  [
    ...report.findings.map((finding) => annotate(report, finding)),
    ...report.notes.map((note) =>
      command(
        'notice',
        note.file === undefined ? { title: 'interleave' } : { file: report.nameOf(note.file), title: 'interleave' },
        note.message,
      ),
    ),
  ].join('\n');
