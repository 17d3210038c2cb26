/**
 * The schedule of a finding as a small table: one column for each participant, one row for each step, time
 * running down. It is what a person would draw on paper to convince a colleague.
 */
import { MarkupKind, type Hover } from 'vscode-languageserver';
import type { Finding, ScheduleStep } from '../findings/finding.ts';
import { baseName } from '../project/paths.ts';
import type { Files, Positions } from './convert.ts';

export function hoverOf(
  findings: readonly Finding[],
  positions: Positions,
  files: Files,
  markdown: boolean,
): Hover | undefined {
  const [first] = findings;
  if (first === undefined) return undefined;
  const parts = findings.map((finding) =>
    markdown ? tableOf(finding, positions, files) : plainOf(finding, positions),
  );
  return {
    range: positions.range(first.at),
    contents: {
      kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: parts.join(markdown ? '\n\n---\n\n' : '\n\n'),
    },
  };
}

function tableOf(finding: Finding, positions: Positions, files: Files): string {
  const { participants, steps } = finding.schedule;
  const head = `**How it goes wrong** · ${escape(finding.signal)}`;
  if (steps.length === 0) return head;
  const cells = (step: ScheduleStep): string =>
    participants.map(({ id }) => (id === step.participant ? linked(step, positions, files) : ' ')).join(' | ');
  const rows = steps.map((step, index) => `| ${index + 1} | ${cells(step)} |`);
  const names = participants.map(({ name }) => escape(name)).join(' | ');
  const rule = participants.map(() => '---').join(' | ');
  return [head, '', `| | ${names} |`, `|---:| ${rule} |`, ...rows].join('\n');
}

function linked(step: ScheduleStep, positions: Positions, files: Files): string {
  const { line, character } = positions.position(step.at.file, step.at.start);
  const target = `${files.uriOf(step.at.file)}#L${line + 1},${character + 1}`;
  const where = `[${escape(baseName(step.at.file))}:${line + 1}](${target})`;
  const holds =
    step.holds === undefined || step.holds.length === 0 ? '' : ` · holds ${step.holds.map(code).join(', ')}`;
  return `${escape(step.text)} ${where}${holds}`;
}

function plainOf(finding: Finding, positions: Positions): string {
  const names = new Map(finding.schedule.participants.map(({ id, name }) => [id, name]));
  const steps = finding.schedule.steps.map((step, index) => {
    const { line } = positions.position(step.at.file, step.at.start);
    const who = names.get(step.participant) ?? step.participant;
    return `${index + 1}. ${who}: ${step.text} (${baseName(step.at.file)}:${line + 1})`;
  });
  return [`How it goes wrong: ${finding.signal}`, ...steps].join('\n');
}

const code = (text: string): string => `\`${text.replaceAll('`', '').replaceAll('|', '\\|')}\``;

/** Keeps code in a step's text from being read as Markdown, and a bar from ending the cell. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replaceAll('\n', ' ');
}
