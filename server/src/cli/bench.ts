/** `interleave bench FILE#FUNCTION`: the GIL lab on the command line. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { formatBankMarkdown, formatBankTable, renderBankHtml } from '../lab/bank/report.ts';
import type { BankReport } from '../lab/bank/types.ts';
import { parsePolicy } from '../lab/policies.ts';
import { standaloneSvg } from '../lab/report/chart.ts';
import { renderHtml } from '../lab/report/html.ts';
import { formatMarkdown } from '../lab/report/markdown.ts';
import { formatTable } from '../lab/report/table.ts';
import { runBank, runBenchmark } from '../lab/service.ts';
import { LabProblem, type BenchReport, type GilPolicy } from '../lab/types.ts';
import type { Terminal } from './terminal.ts';

type Format = 'table' | 'json' | 'html' | 'markdown' | 'svg';

interface Options {
  readonly args?: readonly unknown[];
  readonly counts: readonly number[];
  readonly repeat: number;
  readonly gil: GilPolicy;
  readonly format: Format;
  readonly budget: number;
  readonly timeLimit: number;
  readonly memory: number;
  readonly creation: boolean;
  readonly compare?: string;
  readonly bank: boolean;
  readonly invariant?: string;
  readonly threads: number;
  readonly calls?: number;
  readonly runs: number;
  readonly seed: number;
}

export function registerBench(program: Command, terminal: Terminal, finish: (code: number) => void): void {
  program
    .command('bench')
    .description('run a function in one thread, in threads with and without a GIL, and in processes')
    .argument('<file#function>', 'source file and the name of the function (fib, Bank.transfer, default)')
    .addOption(new Option('--args <json>', 'arguments of every call, a JSON array').argParser(parseArguments))
    .addOption(
      new Option('--counts <list>', 'numbers of calls').argParser(parseCounts).default([1, 2, 4, 8], '1,2,4,8'),
    )
    .addOption(
      new Option('--repeat <n>', 'samples of each row, fewer if the budget ends').argParser(wholeNumber).default(100),
    )
    .addOption(
      new Option('--gil <policy>', 'ticks:100, interval:5ms or none')
        .argParser(policy)
        .default({ kind: 'interval', ms: 5 } satisfies GilPolicy, 'interval:5ms'),
    )
    .addOption(
      new Option('--format <format>', 'form of the report')
        .choices(['table', 'json', 'html', 'markdown', 'svg'])
        .default('table'),
    )
    .addOption(new Option('--budget <seconds>', 'time for all samples together').argParser(positive).default(30))
    .addOption(new Option('--time-limit <seconds>', 'longest time for one call').argParser(positive).default(10))
    .addOption(new Option('--memory <MB>', 'heap of each thread and process').argParser(wholeNumber).default(512))
    .option('--compare <file>', 'an earlier report (--format json) whose figures are shown beside')
    .option('--bank', 'run it in several threads on one heap under each lock, and tell which runs ended wrong', false)
    .option('--invariant <expression>', 'what must be true after all calls (with --bank; knows self and results)')
    .addOption(new Option('--threads <n>', 'threads (with --bank)').argParser(wholeNumber).default(4))
    .addOption(
      new Option('--calls <n>', 'calls of each thread (with --bank; default: several intervals)').argParser(
        wholeNumber,
      ),
    )
    .addOption(new Option('--runs <n>', 'runs under each lock (with --bank)').argParser(wholeNumber).default(20))
    .addOption(new Option('--seed <n>', 'first seed (with --bank)').argParser(wholeNumber).default(1))
    .option('--creation', 'create threads and processes in every sample, as the article did', false)
    .action(async (target: string, options: Options) => {
      finish(await bench(target, options, terminal));
    });
}

async function bench(target: string, options: Options, terminal: Terminal): Promise<number> {
  const hash = target.lastIndexOf('#');
  if (hash <= 0 || hash === target.length - 1) {
    terminal.err(`interleave: write FILE#FUNCTION, for instance src/math.ts#fib, not "${target}".`);
    return 2;
  }
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const common = {
      file: resolve(terminal.cwd, target.slice(0, hash)),
      target: { kind: 'name', name: target.slice(hash + 1) },
      ...(options.args === undefined ? {} : { args: options.args }),
      budgetMs: options.budget * 1000,
      timeLimitMs: options.timeLimit * 1000,
      memoryMb: options.memory,
    } as const;
    if (options.bank) {
      if (options.format === 'svg')
        throw new LabProblem('bad-request', 'Bank mode has no picture: choose another format.');
      const { threads, calls, runs, seed, invariant } = options;
      const more = { ...(calls === undefined ? {} : { calls }), ...(invariant === undefined ? {} : { invariant }) };
      const report = await runBank({ kind: 'bank', ...common, threads, runs, seed, ...more }, { signal: abort.signal });
      terminal.out(renderBank(report, options.format).replace(/\n$/, ''));
      return 0;
    }
    const previous = options.compare === undefined ? undefined : readReport(resolve(terminal.cwd, options.compare));
    const { counts, repeat, gil } = options;
    const report = await runBenchmark(
      { ...common, counts, repeat, gil, includeCreation: options.creation },
      { signal: abort.signal },
    );
    terminal.out(render(report, options.format, previous).replace(/\n$/, ''));
    return 0;
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error;
    terminal.err(`interleave: ${error.message}`);
    return 2;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function readReport(file: string): BenchReport {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as BenchReport;
    if (Array.isArray(report.rows)) return report;
  } catch (error) {
    throw new LabProblem('bad-request', `${file} cannot be read: ${(error as Error).message}`);
  }
  throw new LabProblem('bad-request', `${file} is no report of bench --format json.`);
}

function render(report: BenchReport, format: Format, previous: BenchReport | undefined): string {
  switch (format) {
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'html':
      return renderHtml(report, previous === undefined ? {} : { previous });
    case 'markdown':
      return formatMarkdown(report);
    case 'svg':
      return standaloneSvg(report);
    case 'table':
      return formatTable(report, previous);
  }
}

function renderBank(report: BankReport, format: Exclude<Format, 'svg'>): string {
  switch (format) {
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'html':
      return renderBankHtml(report);
    case 'markdown':
      return formatBankMarkdown(report);
    case 'table':
      return formatBankTable(report);
  }
}

function parseArguments(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON: ${(error as Error).message}`);
  }
}

function parseCounts(text: string): readonly number[] {
  return text.split(',').map((part) => wholeNumber(part));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It is a number above 0.');
  return value;
}

function policy(text: string): GilPolicy {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
