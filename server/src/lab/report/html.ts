/**
 * The report as one self-contained page: the editor shows exactly this string, `bench --format html` prints it. It has
 * no script, so a strict content security policy holds and everything works from the keyboard; every picture has a
 * table with the same figures.
 */
import type { BenchReport, BenchRow, SimulationSummary, Timeline } from '../types.ts';
import { legend, timeChart, timelineChart, timelineShares } from './chart.ts';
import { labPage, type PageOptions } from './page.ts';
import { argumentText, otherMachine, percent, rowLabel } from './table.ts';
import { duration, escapeHtml, MODE_NAMES } from './text.ts';

export interface HtmlOptions extends PageOptions {
  /** An earlier report of the same function: changes are shown beside the figures. */
  readonly previous?: BenchReport;
}

export function renderHtml(report: BenchReport, options: HtmlOptions = {}): string {
  const title = `${report.function}${argumentText(report)}`;
  const body = `<h1>Benchmark under GIL: <code>${escapeHtml(title)}</code></h1>
<p class="facts">${escapeHtml(facts(report))}</p>
<p class="verdict">${escapeHtml(report.verdict)}</p>
${notes(report, options.previous)}
<h2>Time against number of calls</h2>
<figure>${timeChart(report)}<figcaption>${legend(report)}Median, with the middle half of the samples as a bar.</figcaption></figure>
<h2>Figures</h2>
${figures(report, options.previous)}
${timelines(report)}
${report.simulation ? simulation(report.simulation) : ''}`;
  return labPage(`Benchmark under GIL: ${title}`, body, options);
}

function facts(report: BenchReport): string {
  return [
    report.file,
    `node ${report.node}`,
    `${report.cores} cores (${report.cpu})`,
    `lock ${report.gil}`,
    `arguments from ${report.arguments.from}`,
    `${report.elapsedSeconds.toFixed(1)} s`,
  ].join(' \u00b7 ');
}

function notes(report: BenchReport, previous: BenchReport | undefined): string {
  const all = [...report.notes];
  if (report.overhead) {
    const { median, low, high } = report.overhead.ratio;
    all.push(
      `Checkpoints change the run time by ${percent(median)} (${percent(low)} to ${percent(high)}, 95 % confidence).`,
    );
  }
  const other = previous === undefined ? null : otherMachine(report, previous);
  if (other !== null) all.push(other);
  return all.length === 0 ? '' : `<ul>${all.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`;
}

function figures(report: BenchReport, previous: BenchReport | undefined): string {
  const head = ['', 'best', 'median', 'middle half', 'ratio to one thread (95 %)', 'creation', 'switches', 'waiting'];
  if (previous) head.push('before');
  let count = -1;
  const rows = report.rows.map((row) => {
    const group = row.count === count ? '' : ' class="group"';
    count = row.count;
    const old = previous?.rows.find((candidate) => candidate.mode === row.mode && candidate.count === row.count);
    return `<tr${group}><th scope="row">${rowLabel(row.mode, row.count)}</th>${cells(row, previous !== undefined, old)}</tr>`;
  });
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="Figures"><table><thead><tr>` +
    `${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}

function cells(row: BenchRow, compare: boolean, old: BenchRow | undefined): string {
  const { ratio } = row;
  const texts = [
    `${row.best.toFixed(6)} s`,
    duration(row.median),
    `${duration(row.low)} to ${duration(row.high)}`,
    row.mode === 'non_threaded'
      ? '1'
      : `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`,
    row.creation > 0 ? duration(row.creation) : '',
    row.lock ? row.lock.switches.toFixed(0) : '',
    row.lock ? `${(row.lock.waitShare * 100).toFixed(0)} %` : '',
  ];
  if (compare) texts.push(old ? `${duration(old.median)} (${percent(row.median / old.median)})` : '');
  return texts.map((text) => `<td class="number">${escapeHtml(text)}</td>`).join('');
}

function timelines(report: BenchReport): string {
  if (report.timelines.length === 0) return '';
  const one = (line: Timeline, index: number): string => {
    const shares = timelineShares(line)
      .map(
        ({ thread, run, wait, io }) =>
          `<tr><th scope="row">thread ${thread + 1}</th>${[run, wait, io].map((ms) => `<td class="number">${duration(ms / 1000)}</td>`).join('')}</tr>`,
      )
      .join('');
    const omitted = line.omitted > 0 ? `<p>${line.omitted} short stretches are not drawn.</p>` : '';
    const name = line.mode === 'simulated' ? 'simulated' : MODE_NAMES[line.mode];
    return (
      `<details${index === 0 ? ' open' : ''}><summary>${name}, ${line.count} calls</summary>${timelineChart(line)}${omitted}` +
      `<details><summary>as a table</summary><table><thead><tr><th></th><th scope="col">running</th><th scope="col">waiting for the lock</th>` +
      `<th scope="col">outside of it</th></tr></thead><tbody>${shares}</tbody></table></details></details>`
    );
  };
  return (
    `<h2>Who held the lock when</h2><p>Full bars run, middle bars are outside of the lock (I/O, blocking calls), thin bars wait for it.</p>` +
    report.timelines.map(one).join('')
  );
}

/** Cores across, interpreters down, for the largest number of threads that was simulated and the usual ones. */
function simulation(summary: SimulationSummary): string {
  const policies = [...new Set(summary.points.map((point) => point.policy))];
  const cores = [...new Set(summary.points.map((point) => point.cores))];
  const counts = [...new Set(summary.points.map((point) => point.threads))];
  const table = (threads: number): string => {
    const rows = policies.map((policy) => {
      const found = cores.map((core) =>
        summary.points.find((point) => point.policy === policy && point.cores === core && point.threads === threads),
      );
      return `<tr><th scope="row">${escapeHtml(policy)}</th>${found.map((point) => `<td class="number">${point ? point.ratio.toFixed(2) : ''}</td>`).join('')}</tr>`;
    });
    return (
      `<details${threads === 8 ? ' open' : ''}><summary>${threads} threads</summary><div class="scroll" tabindex="0" role="region" ` +
      `aria-label="Simulation of ${threads} threads"><table><thead><tr><th></th>${cores.map((core) => `<th scope="col">${core} cores</th>`).join('')}</tr></thead>` +
      `<tbody>${rows.join('')}</tbody></table></div></details>`
    );
  };
  return (
    `<h2>On other machines (simulated)</h2><p>Predicted time divided by the same calls in one thread here. One call: ` +
    `${duration(summary.cpuMs / 1000)} computing, ${duration(summary.ioMs / 1000)} outside of the lock. Seed ${summary.seed}.</p>` +
    counts.map(table).join('') +
    convoy(summary)
  );
}

/** Intervals down, company across: how long a short sleep becomes beside threads that compute. */
function convoy(summary: SimulationSummary): string {
  const company = [...new Set(summary.convoy.map(({ computing }) => computing))];
  const rows = [...new Set(summary.convoy.map(({ intervalMs }) => intervalMs))].map((interval) => {
    const found = company.map((computing) =>
      summary.convoy.find((step) => step.intervalMs === interval && step.computing === computing),
    );
    const cells = found.map((step) => `<td class="number">${step ? duration(step.msPerStep / 1000) : ''}</td>`);
    return `<tr><th scope="row">interval:${interval}ms</th>${cells.join('')}</tr>`;
  });
  const head = company.map((computing) => `<th scope="col">${computing === 0 ? 'alone' : `beside ${computing}`}</th>`);
  return (
    `<h2>The convoy (simulated)</h2><p>What a sleep of 1 ms takes in a thread beside others that compute: back from ` +
    `its wait it has to wait out the switch interval for the lock.</p><div class="scroll" tabindex="0" role="region" ` +
    `aria-label="The convoy"><table><thead><tr><th></th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}
