/** The report for people: where, what, the code, how it goes wrong, why we think it can, and what repairs it. */
import pc from 'picocolors';
import type { Severity } from '../../findings/catalogue.ts';
import type { ScheduleStep } from '../../findings/finding.ts';
import type { LineIndex, Region } from '../../findings/lines.ts';
import { assertNever } from '../../facts/core.ts';
import type { Report, ReportedFinding, Reporter } from '../report.ts';
import { scheduleTable, wrap } from './schedule-table.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** Lines of code around the range. */
const CONTEXT = 1;
/** Lines of a long range that are shown, from its start. */
const LONGEST_FRAME = 6;
const TAB = '  ';

function paint(colors: Colors, severity: Severity): (text: string) => string {
  switch (severity) {
    case 'error':
      return colors.red;
    case 'warning':
      return colors.yellow;
    case 'info':
      return colors.blue;
    case 'hint':
      return colors.cyan;
    default:
      return assertNever(severity);
  }
}

/** The code of a range with the range underlined; tabs become blanks so that the carets stand right. */
export function codeFrame(
  lines: LineIndex,
  { start, end }: Region,
  colors: Colors,
  mark: (text: string) => string,
): readonly string[] {
  // A range that ends before the first character of a line does not reach that line.
  const lastLine = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  const shownTo = Math.min(lastLine, start.line + LONGEST_FRAME - 1);
  const from = Math.max(1, start.line - CONTEXT);
  const to = Math.min(lines.lineCount, shownTo + CONTEXT);
  const digits = String(to).length;
  const frame: string[] = [];
  for (let line = from; line <= to; line++) {
    const raw = lines.lineText(line);
    const marked = line >= start.line && line <= shownTo;
    const gutter = `${marked ? '>' : ' '} ${String(line).padStart(digits)} │`;
    frame.push(`${colors.dim(gutter)} ${raw.replace(/\t/g, TAB)}`.trimEnd());
    if (!marked) continue;
    const leading = raw.length - raw.trimStart().length;
    const first = line === start.line ? start.column - 1 : leading;
    const last = line === lastLine && end.line === line ? end.column - 1 : raw.trimEnd().length;
    const before = raw.slice(0, first).replace(/\t/g, TAB).length;
    const width = Math.max(1, raw.slice(first, last).replace(/\t/g, TAB).length);
    frame.push(`${colors.dim(`  ${' '.repeat(digits)} │`)} ${' '.repeat(before)}${mark('^'.repeat(width))}`);
  }
  if (shownTo < lastLine) frame.push(colors.dim(`  ${' '.repeat(digits)} │ … to line ${lastLine}`));
  return frame;
}

function block(report: Report, reported: ReportedFinding, width: number, colors: Colors): readonly string[] {
  const { finding, at, fixes } = reported;
  const mark = paint(colors, finding.severity);
  const where = (step: ScheduleStep): string => {
    const place = report.locate(step.at);
    const file = place.file === at.file ? 'line ' : `${place.file.split('/').at(-1) ?? ''}:`;
    return `(${file}${place.start.line})`;
  };
  const table = scheduleTable(finding.schedule, where, width - 2, { bold: colors.bold, dim: colors.dim });
  const preferred = fixes.find((fix) => fix.preferred) ?? fixes[0];
  return [
    `${colors.bold(`${at.file}:${at.start.line}:${at.start.column}`)}  ${mark(finding.severity)}  ${colors.bold(finding.rule)}`,
    ...wrap(finding.message, Math.min(width, 110) - 2).map((line) => `  ${line}`),
    '',
    ...codeFrame(report.lines(finding.at.file), at, colors, mark).map((line) => `  ${line}`),
    '',
    ...(table.length === 0 ? [] : [...table.map((line) => `  ${line}`), '']),
    ...(finding.signal === '' ? [] : [`  ${colors.dim('at once because:')} ${finding.signal}`]),
    ...finding.related.map((related) => {
      const place = report.locate(related.at);
      return `  ${colors.dim('see')} ${place.file}:${place.start.line}:${place.start.column} ${related.text}`;
    }),
    ...(preferred === undefined
      ? []
      : [`  ${colors.dim('repair:')} ${preferred.title}${preferred.preferred ? colors.dim(' (--fix)') : ''}`]),
    '',
  ];
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function summary(report: Report, colors: Colors): string {
  const read = `${plural(report.fileCount, 'file')} read in ${(report.milliseconds / 1000).toFixed(1)} s`;
  if (report.findings.length === 0)
    return `${colors.green('No races, deadlocks or blocking work found.')} ${colors.dim(read)}`;
  const of = (severity: Severity): number =>
    report.findings.filter(({ finding }) => finding.severity === severity).length;
  const parts = (['error', 'warning', 'info', 'hint'] as const)
    .map((severity) => [severity, of(severity)] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) =>
      paint(colors, severity)(severity === 'info' ? `${count} info` : plural(count, severity)),
    );
  const files = new Set(report.findings.map(({ finding }) => finding.at.file)).size;
  const repairable = report.findings.filter(({ fixes }) => fixes.some((fix) => fix.preferred)).length;
  const hint = repairable === 0 ? '' : ` ${repairable} can be repaired with ${colors.bold('--fix')}.`;
  return `${colors.bold(plural(report.findings.length, 'finding'))} in ${plural(files, 'file')}: ${parts.join(', ')}.${hint} ${colors.dim(read)}`;
}

export function pretty(options: { readonly color: boolean; readonly width: number }): Reporter {
  const colors = pc.createColors(options.color);
  const width = Math.max(60, Math.min(options.width, 160));
  return (report) =>
    [
      ...report.findings.flatMap((finding) => block(report, finding, width, colors)),
      ...report.notes.map((note) => {
        const at = note.at === undefined ? undefined : report.locate(note.at);
        const file =
          at === undefined ? note.file && report.nameOf(note.file) : `${at.file}:${at.start.line}:${at.start.column}`;
        return `${colors.cyan('note')}  ${file === undefined ? '' : `${file}  `}${note.message}`;
      }),
      ...(report.notes.length === 0 ? [] : ['']),
      summary(report, colors),
    ].join('\n');
}
