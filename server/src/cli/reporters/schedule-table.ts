/**
 * A schedule as a table: a column per participant, a row per step, time running down. Reading two columns
 * against each other is how people understand an interleaving, so this is the heart of the pretty report.
 */
import type { Schedule, ScheduleStep } from '../../findings/finding.ts';

export interface TableStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const GAP = ' │ ';
/** Below this a column breaks every second word; a numbered list reads better. */
const NARROWEST = 22;

/** Breaks at blanks; a word longer than the width is cut. Widths count code points, which is near enough here. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    let rest = [...word];
    if (line !== '' && [...line].length + 1 + rest.length <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (rest.length > width) {
      lines.push(rest.slice(0, width).join(''));
      rest = rest.slice(width);
    }
    line = rest.join('');
  }
  if (line !== '') lines.push(line);
  return lines;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

function cell(step: ScheduleStep, where: (step: ScheduleStep) => string): string {
  const holds = step.holds === undefined || step.holds.length === 0 ? '' : ` [holds ${step.holds.join(', ')}]`;
  return `${step.text}${holds} ${where(step)}`;
}

/**
 * `where` gives the place of a step as the reader should see it; `width` is that of the terminal.
 * Participants without a step get a column too: that they do nothing meanwhile can be the point.
 */
export function scheduleTable(
  schedule: Schedule,
  where: (step: ScheduleStep) => string,
  width: number,
  style: TableStyle,
): readonly string[] {
  const { participants, steps } = schedule;
  if (participants.length === 0 || steps.length === 0) return [];
  const digits = String(steps.length).length;
  const indent = digits + 2;
  const room = width - indent - GAP.length * (participants.length - 1);
  const column = Math.floor(room / participants.length);
  if (column < NARROWEST) return asList(schedule, where, width, style);

  // No wider than needed: a short schedule should not be spread over a wide screen.
  const widths = participants.map((participant) => {
    const cells = steps.filter((step) => step.participant === participant.id).map((step) => cell(step, where));
    const wanted = Math.max(...[participant.name, ...cells].map((text) => [...text].length));
    return Math.min(column, Math.max(wanted, 4));
  });
  const row = (number: string, texts: readonly (readonly string[])[], paint: (text: string) => string): string[] => {
    const height = Math.max(1, ...texts.map((lines) => lines.length));
    return Array.from({ length: height }, (_unused, index) => {
      const columns = texts.map((lines, at) => paint(pad(lines[index] ?? '', widths[at] ?? 0)));
      return `${style.dim(pad(index === 0 ? number.padStart(digits) : '', indent))}${columns.join(style.dim(GAP))}`.trimEnd();
    });
  };
  const same = (text: string): string => text;
  const rule = `${' '.repeat(indent)}${widths.map((count) => '─'.repeat(count)).join('─┼─')}`;
  return [
    ...row(
      '',
      participants.map((participant, at) => wrap(participant.name, widths[at] ?? column)),
      style.bold,
    ),
    style.dim(rule),
    ...steps.flatMap((step, index) =>
      row(
        String(index + 1),
        participants.map((participant, at) =>
          participant.id === step.participant ? wrap(cell(step, where), widths[at] ?? column) : [],
        ),
        same,
      ),
    ),
  ];
}

function asList(
  { participants, steps }: Schedule,
  where: (step: ScheduleStep) => string,
  width: number,
  style: TableStyle,
): readonly string[] {
  const digits = String(steps.length).length;
  return steps.flatMap((step, index) => {
    const name = participants.find((participant) => participant.id === step.participant)?.name ?? step.participant;
    const lines = wrap(`${name}: ${cell(step, where)}`, Math.max(20, width - digits - 2));
    return lines.map(
      (line, at) => `${style.dim(pad(at === 0 ? String(index + 1).padStart(digits) : '', digits + 2))}${line}`,
    );
  });
}
