/** The report for an issue or a pull request. */
import type { BenchReport } from '../types.ts';
import { argumentText, percent, rowLabel } from './table.ts';
import { duration } from './text.ts';

export function formatMarkdown(report: BenchReport): string {
  const cell = (text: string): string => text.replace(/\|/g, '\\|');
  const lines = [
    `### Benchmark under GIL: \`${report.function}${argumentText(report)}\``,
    '',
    `node ${report.node}, ${report.cores} cores (${report.cpu}), lock ${report.gil}`,
    '',
    `> ${report.verdict}`,
    '',
    '| | best, s | median | ratio (95 %) | creation | switches | waiting |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...report.rows.map((row) => {
      const { ratio, lock } = row;
      const texts = [
        rowLabel(row.mode, row.count),
        row.best.toFixed(6),
        duration(row.median),
        row.mode === 'non_threaded'
          ? '1'
          : `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`,
        row.creation > 0 ? duration(row.creation) : '',
        lock ? lock.switches.toFixed(0) : '',
        lock ? `${(lock.waitShare * 100).toFixed(0)} %` : '',
      ];
      return `| ${texts.map(cell).join(' | ')} |`;
    }),
    '',
  ];
  if (report.overhead) lines.push(`Checkpoints: ${percent(report.overhead.ratio.median)} of run time.`, '');
  for (const note of report.notes) lines.push(`- ${note}`);
  return `${lines.join('\n').trimEnd()}\n`;
}
