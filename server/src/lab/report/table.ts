/** The text report, in the article's words and order, with what it could not show beside it. */
import type { BenchReport, BenchRow, Mode } from '../types.ts';

/** Label of a row as the article's script printed it. */
export function rowLabel(mode: Mode, count: number): string {
  switch (mode) {
    case 'non_threaded':
      return `non_threaded (${count} iters)`;
    case 'threaded':
      return `threaded (${count} threads)`;
    case 'free_threads':
      return `free (${count} threads)`;
    case 'processes':
      return `processes (${count} procs)`;
  }
}

/** @param previous an earlier report of the same function: its medians are shown beside */
export function formatTable(report: BenchReport, previous?: BenchReport): string {
  const lines = [
    `Benchmark under GIL: ${report.function}${argumentText(report)}`,
    `node ${report.node}, ${report.cores} cores, gil ${report.gil}, best of ${Math.max(...report.rows.map((row) => row.samples))}` +
      (report.includeCreation ? ', creation included' : ''),
    '',
  ];
  let count = report.rows[0]?.count;
  for (const row of report.rows) {
    if (row.count !== count) lines.push('');
    count = row.count;
    const old = previous?.rows.find((candidate) => candidate.mode === row.mode && candidate.count === row.count);
    lines.push(formatRow(row, old));
  }
  lines.push('', report.verdict);
  if (report.overhead) {
    const { ratio } = report.overhead;
    lines.push(
      '',
      `checkpoints: ${percent(ratio.median)} (${percent(ratio.low)} to ${percent(ratio.high)}) of run time`,
    );
  }
  for (const note of report.notes) lines.push(`note: ${note}`);
  const other = previous === undefined ? null : otherMachine(report, previous);
  if (other !== null) lines.push(`note: ${other}`);
  return `${lines.join('\n')}\n`;
}

function formatRow(row: BenchRow, old: BenchRow | undefined): string {
  const label = rowLabel(row.mode, row.count).padEnd(23);
  const time = `${label} ${row.best.toFixed(6)} seconds`;
  const before = old === undefined ? '' : `  before ${old.median.toFixed(6)} (${percent(row.median / old.median)})`;
  if (row.mode === 'non_threaded') return `${time}${before}`;
  const { ratio } = row;
  const details = [`x${ratio.median.toFixed(2)} [${ratio.low.toFixed(2)}, ${ratio.high.toFixed(2)}]`];
  if (row.creation > 0) details.push(`creation ${row.creation.toFixed(6)}`);
  if (row.lock) {
    details.push(`${row.lock.switches.toFixed(0)} switches`, `${(row.lock.waitShare * 100).toFixed(0)}% waiting`);
  }
  return `${time}  ${details.join('  ')}${before}`;
}

/** A warning when the earlier figures cannot be compared. */
export function otherMachine(report: BenchReport, previous: BenchReport): string | null {
  if (previous.cpu === report.cpu && previous.node === report.node) return null;
  return `The earlier figures come from another machine or Node (${previous.cpu}, ${previous.node}): do not compare them.`;
}

export function percent(ratio: number): string {
  const value = (ratio - 1) * 100;
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}%`;
}

export function argumentText(report: BenchReport): string {
  return report.arguments.from === 'none' ? '()' : `(${report.arguments.text.slice(1, -1)})`;
}
