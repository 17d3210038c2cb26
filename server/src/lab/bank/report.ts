/** The forms of a bank report: text for a terminal, Markdown for an issue, one page for the editor. */
import { escapeHtml } from '../report/text.ts';
import { labPage, type PageOptions } from '../report/page.ts';
import type { BankReport, BankRow } from './types.ts';
import { describeFault } from './verdict.ts';

const title = (report: BankReport): string =>
  `${report.function}${report.arguments.from === 'none' ? '()' : `(${report.arguments.text.slice(1, -1)})`}`;

const facts = (report: BankReport): string =>
  report.threadsAre === 'workers'
    ? 'the worker threads that it starts, under one lock'
    : `${report.threads} threads on one heap, seed ${report.seed}`;

function faultLines(row: BankRow): string[] {
  if (row.fault === null) return [];
  const values = row.fault.values.map(({ name, expected, found }) => `${name} was ${found} instead of ${expected}`);
  const first = describeFault(row.fault);
  return [
    `run ${row.fault.run}${row.fault.seed > 0 ? ` (seed ${row.fault.seed})` : ''}: ${values.join(', ') || 'the invariant was false'}`,
    ...(first ? [first] : []),
  ];
}

export function formatBankTable(report: BankReport): string {
  const lines = [`Bank mode: ${title(report)}`, facts(report), `invariant: ${report.invariant.text}`, ''];
  for (const { name, before, after } of report.totals) lines.push(`total ${name}: ${before} before, ${after} after`);
  if (report.totals.length > 0) lines.push('');
  for (const row of report.rows) {
    const outcome = row.wrong === 0 ? `all ${row.runs} runs right` : `${row.wrong} of ${row.runs} runs wrong`;
    const stuck = row.stuck > 0 ? `, ${row.stuck} stuck` : '';
    lines.push(
      `${row.policy.padEnd(20)} ${outcome}${stuck}  ${row.calls} calls each, ${row.switches.toFixed(0)} switches  ${row.description}`,
    );
    for (const line of faultLines(row)) lines.push(`  ${line}`);
  }
  lines.push('', report.verdict);
  for (const note of report.notes) lines.push(`note: ${note}`);
  return `${lines.join('\n')}\n`;
}

export function formatBankMarkdown(report: BankReport): string {
  const cell = (text: string): string => text.replace(/\|/g, '\\|');
  const lines = [
    `### Bank mode: \`${title(report)}\``,
    '',
    `${facts(report)}. Invariant: ${report.invariant.text}.`,
    '',
    `> ${report.verdict}`,
    '',
    '| lock | wrong | runs | calls | switches | first wrong run |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...report.rows.map(
      (row) =>
        `| ${[`**${row.policy}** ${row.description}`, String(row.wrong), String(row.runs), String(row.calls), row.switches.toFixed(0), faultLines(row).join(' ')].map(cell).join(' | ')} |`,
    ),
    '',
    ...report.notes.map((note) => `- ${note}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

export function renderBankHtml(report: BankReport, options: PageOptions = {}): string {
  const e = escapeHtml;
  const totals = report.totals.map(
    ({ name, before, after }) =>
      `<tr><th scope="row"><code>${e(name)}</code></th><td class="number">${e(before)}</td><td class="number">${e(after)}</td></tr>`,
  );
  const rows = report.rows.map((row) => {
    const share = `${((row.wrong / row.runs) * 100).toFixed(0)} %`;
    return (
      `<tr><th scope="row">${e(row.policy)}</th><td>${e(row.description)}</td>` +
      `<td class="number">${row.wrong === 0 ? 'none' : `${row.wrong} (${share})`}</td><td class="number">${row.runs}</td>` +
      `<td class="number">${row.calls}</td><td class="number">${row.switches.toFixed(0)}</td></tr>`
    );
  });
  const faults = report.rows.flatMap((row) => {
    const lines = faultLines(row);
    return lines.length === 0 ? [] : [`<h3>${e(row.policy)}</h3>${lines.map((line) => `<p>${e(line)}</p>`).join('')}`];
  });
  const table = (label: string, head: readonly string[], body: readonly string[]): string =>
    `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>` +
    `${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
  const body = `<h1>Bank mode: <code>${e(title(report))}</code></h1>
<p class="facts">${e(`${report.file} \u00b7 ${facts(report)} \u00b7 ${report.elapsedSeconds.toFixed(1)} s`)}</p>
<p class="verdict">${e(report.verdict)}</p>
${report.notes.length === 0 ? '' : `<ul>${report.notes.map((note) => `<li>${e(note)}</li>`).join('')}</ul>`}
<h2>Runs that ended wrong</h2>
${table('Runs that ended wrong', ['lock', '', 'wrong', 'runs', 'calls of each thread', 'switches'], rows)}
${faults.length === 0 ? '' : `<h2>First bad step</h2>${faults.join('')}`}
<h2>What must hold</h2><p><code>${e(report.invariant.text)}</code></p>
${totals.length === 0 ? '' : table('Totals', ['total', 'before', 'after, one call after another'], totals)}`;
  return labPage(`Bank mode: ${title(report)}`, body, options);
}
