/**
 * Benchmark under GIL over the protocol. The lab runs user code in child processes; this file decides whether
 * it may (a trusted workspace), carries progress, and turns cancelling into an abort.
 */
import { randomBytes } from 'node:crypto';
import type { CancellationToken } from 'vscode-languageserver';
import { LabProblem, type BenchProgress, type BenchRequest } from '../lab/types.ts';
import type { BenchmarkResult } from '../protocol.ts';
import type { LabSettings } from './settings.ts';

/** A progress bar that moves more often than this is not seen to move better. */
const PROGRESS_EVERY_MS = 100;

export interface LabTarget {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly args: readonly unknown[] | undefined;
}

export async function benchmark(
  target: LabTarget,
  settings: LabSettings,
  token: CancellationToken,
  onProgress: (progress: BenchProgress) => void,
): Promise<BenchmarkResult> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => abort.abort());
  const request: BenchRequest = {
    file: target.file,
    text: target.text,
    target: { kind: 'offset', offset: target.offset },
    ...(target.args === undefined ? {} : { args: target.args }),
    counts: settings.counts,
    repeat: settings.repeat,
    gil: settings.gil,
    budgetMs: settings.budgetMs,
    timeLimitMs: settings.timeLimitMs,
  };
  try {
    // Loaded when it is first wanted: most sessions never run the lab.
    const { runBenchmark } = await import('../lab/service.ts');
    const report = await runBenchmark(request, { signal: abort.signal, onProgress: throttled(onProgress) });
    const { formatTable } = await import('../lab/report/table.ts');
    const { renderHtml } = await import('../lab/report/html.ts');
    const nonce = randomBytes(16).toString('base64url');
    return { kind: 'report', report, html: renderHtml(report, { nonce }), table: formatTable(report) };
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
