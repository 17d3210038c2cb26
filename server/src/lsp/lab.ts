/**
 * Benchmark under GIL over the protocol. The lab runs user code in child processes; this file decides whether
 * it may (a trusted workspace), carries progress, and turns cancelling into an abort.
 */
import { randomBytes } from 'node:crypto';
import type { CancellationToken } from 'vscode-languageserver';
import type { BankReport } from '../lab/bank/types.ts';
import { LabProblem, type BenchProgress, type BenchReport } from '../lab/types.ts';
import {
  AGAIN_COMMAND,
  BANK_COMMAND,
  BENCHMARK_COMMAND,
  EXPORT_COMMAND,
  type BenchmarkMode,
  type BenchmarkResult,
} from '../protocol.ts';
import type { LabSettings } from './settings.ts';

/** A progress bar that moves more often than this is not seen to move better. */
const PROGRESS_EVERY_MS = 100;

export interface LabTarget {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly args: readonly unknown[] | undefined;
  readonly mode: BenchmarkMode;
  readonly previous: BenchReport | undefined;
}

export async function benchmark(
  target: LabTarget,
  settings: LabSettings,
  token: CancellationToken,
  onProgress: (progress: BenchProgress) => void,
): Promise<BenchmarkResult> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => abort.abort());
  const options = { signal: abort.signal, onProgress: throttled(onProgress) };
  const { file, text, offset, args, previous } = target;
  const common = {
    file,
    text,
    target: { kind: 'offset', offset },
    ...(args === undefined ? {} : { args }),
    budgetMs: settings.budgetMs,
    timeLimitMs: settings.timeLimitMs,
  } as const;
  try {
    // Loaded when it is first wanted: most sessions never run the lab.
    const { runBank, runBenchmark } = await import('../lab/service.ts');
    if (target.mode === 'bank') return await presentBank(await runBank({ kind: 'bank', ...common }, options));
    const { counts, repeat, gil } = settings;
    return await presentReport(await runBenchmark({ ...common, counts, repeat, gil }, options), previous);
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error;
    return { kind: 'problem', code: error.code, message: error.message, parameters: error.parameters };
  } finally {
    subscription.dispose();
  }
}

/** Changes of phase always pass; figures within one only now and then. */
function throttled(report: (progress: BenchProgress) => void): (progress: BenchProgress) => void {
  let last = 0;
  let phase = '';
  return (progress) => {
    const now = Date.now();
    if (progress.phase === phase && now - last < PROGRESS_EVERY_MS && progress.done < progress.total) return;
    last = now;
    phase = progress.phase;
    report(progress);
  };
}

/** Links of the page; the editor runs the commands behind them. */
const AGAIN = { command: AGAIN_COMMAND, title: 'Run again' };
const SAVE = { command: EXPORT_COMMAND, title: 'Save the report' };
const TO_BANK = { command: BANK_COMMAND, title: 'Run it on shared state (bank mode)' };
const TO_TIMES = { command: BENCHMARK_COMMAND, title: 'Measure it (Benchmark under GIL)' };

async function presentReport(report: BenchReport, previous: BenchReport | undefined): Promise<BenchmarkResult> {
  const { formatTable } = await import('../lab/report/table.ts');
  const { formatMarkdown } = await import('../lab/report/markdown.ts');
  const { standaloneSvg } = await import('../lab/report/chart.ts');
  const { renderHtml } = await import('../lab/report/html.ts');
  const compare = previous === undefined ? {} : { previous };
  return {
    kind: 'report',
    verdict: report.verdict,
    html: renderHtml(report, { nonce: nonce(), links: [AGAIN, SAVE, TO_BANK], ...compare }),
    forms: {
      table: formatTable(report, previous),
      markdown: formatMarkdown(report),
      json: JSON.stringify(report, null, 2),
      html: renderHtml(report, compare),
      svg: standaloneSvg(report),
    },
    summary: { ...report, timelines: [], simulation: null },
  };
}

async function presentBank(report: BankReport): Promise<BenchmarkResult> {
  const { formatBankMarkdown, formatBankTable, renderBankHtml } = await import('../lab/bank/report.ts');
  return {
    kind: 'report',
    verdict: report.verdict,
    html: renderBankHtml(report, { nonce: nonce(), links: [AGAIN, SAVE, TO_TIMES] }),
    forms: {
      table: formatBankTable(report),
      markdown: formatBankMarkdown(report),
      json: JSON.stringify(report, null, 2),
      html: renderBankHtml(report),
    },
    summary: null,
  };
}

function nonce(): string {
  return randomBytes(16).toString('base64url');
}
