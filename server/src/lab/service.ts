/**
 * The lab's one door: a request goes in, a report comes out, and neither an editor nor a terminal is known here.
 * User code never runs in the calling process: it runs in child processes that have a time limit and a memory cap
 * and that are killed, all of them, when the call ends or is cancelled.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FromRunner, ToRunner } from './entry-runner.ts';
import type { BankReport, BankRequest } from './bank/types.ts';
import { LabProblem, type BenchProgress, type BenchReport, type BenchRequest } from './types.ts';

export interface BenchOptions {
  readonly onProgress?: (progress: BenchProgress) => void;
  /** Aborting kills everything the run started and rejects with the problem `cancelled`. */
  readonly signal?: AbortSignal;
  /** Folder with the built `lab-*.cjs`; by default the folder of the running program, then `dist`. */
  readonly entries?: string;
}

/**
 * Runs one function in all modes and reports.
 * @throws {LabProblem} for every expected failure: the code says which, the message says it to a person.
 */
export async function runBenchmark(request: BenchRequest, options: BenchOptions = {}): Promise<BenchReport> {
  checkRequest(request);
  return (await run(request, options)) as BenchReport;
}

/**
 * Runs one function in several threads of control on one heap under each policy, and tells which runs ended wrong.
 * @throws {LabProblem} as `runBenchmark`
 */
export async function runBank(request: BankRequest, options: BenchOptions = {}): Promise<BankReport> {
  checkBankRequest(request);
  return (await run(request, options)) as BankReport;
}

async function run(request: BenchRequest | BankRequest, options: BenchOptions): Promise<BenchReport | BankReport> {
  if (options.signal?.aborted) throw cancelled();
  const file = await realpath(request.file).catch(() => {
    throw new LabProblem('file-not-found', `There is no file ${request.file}.`);
  });
  const text =
    request.text ??
    (await readFile(file, 'utf8').catch((error: unknown) => {
      throw new LabProblem('file-not-found', `${request.file} cannot be read: ${String((error as Error).message)}`);
    }));
  const entries = locateEntries(options.entries);
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'interleave-lab-')));
  try {
    return await drive({ type: 'run', request: { ...request, file }, text, entries, temporary }, options);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

function bad(what: string): never {
  throw new LabProblem('bad-request', what);
}

function checkBankRequest(request: BankRequest): void {
  const { threads = 2, calls = 1, runs = 1, budgetMs = 1, timeLimitMs = 1, memoryMb = 64 } = request;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!whole(threads, 2, 64)) bad('Bank mode needs from 2 to 64 threads.');
  if (!whole(calls, 1, 1e9) || !whole(runs, 1, 1e6)) bad('Numbers of calls and runs are whole numbers from 1.');
  checkLimits(budgetMs, timeLimitMs, memoryMb, request.args);
}

function checkRequest(request: BenchRequest): void {
  const counts = request.counts ?? [1];
  if (counts.length === 0 || counts.some((count) => !Number.isInteger(count) || count < 1 || count > 64)) {
    bad('Counts are whole numbers from 1 to 64.');
  }
  const { repeat = 1, budgetMs = 1, timeLimitMs = 1, memoryMb = 64 } = request;
  if (!Number.isInteger(repeat) || repeat < 1) bad('The number of repeats is a whole number from 1.');
  checkLimits(budgetMs, timeLimitMs, memoryMb, request.args);
}

function checkLimits(budgetMs: number, timeLimitMs: number, memoryMb: number, args: unknown): void {
  if (!(budgetMs > 0 && timeLimitMs > 0)) bad('Time limits are above 0.');
  if (!(memoryMb >= 16)) bad('The memory limit is at least 16 MB.');
  if (args !== undefined && !Array.isArray(args)) bad('Arguments are a JSON array.');
}

/** @throws {LabProblem} `crashed` when the lab's programs are not there */
export function locateEntries(given: string | undefined): string {
  const candidates = [given, typeof __dirname === 'string' ? __dirname : undefined, join(process.cwd(), 'dist')];
  for (const folder of candidates) {
    if (folder !== undefined && existsSync(join(folder, 'lab-runner.cjs'))) return folder;
  }
  throw new LabProblem('crashed', 'The lab has not been built: lab-runner.cjs is missing (npm run build).');
}

function drive(order: ToRunner, options: BenchOptions): Promise<BenchReport | BankReport> {
  return new Promise((resolve, reject) => {
    const child = fork(join(order.entries, 'lab-runner.cjs'), [], {
      cwd: projectFolder(order.request.file),
      // An editor's executable only behaves like Node when it is told to.
      env: { ...process.env, ...(process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A group of its own, so that everything it starts can be killed together.
      detached: process.platform !== 'win32',
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    let settled = false;
    const finish = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      options.signal?.removeEventListener('abort', abort);
      const gone = new Promise<void>((ended) => {
        if (child.exitCode !== null || child.signalCode !== null) ended();
        else child.once('exit', () => ended());
      });
      killTree(child);
      void gone.then(settle);
    };
    const abort = (): void => finish(() => reject(cancelled()));
    options.signal?.addEventListener('abort', abort);
    child.on('message', (message: FromRunner) => {
      switch (message.type) {
        case 'progress':
          options.onProgress?.(message.progress);
          return;
        case 'report':
          finish(() => resolve(message.report));
          return;
        case 'problem':
          finish(() => reject(new LabProblem(message.code, message.message, message.parameters)));
          return;
      }
    });
    child.on('error', (error) =>
      finish(() => reject(new LabProblem('crashed', `The lab did not start: ${error.message}`))),
    );
    child.on('exit', (code, signal) =>
      finish(() =>
        reject(new LabProblem('crashed', `The lab ended early (${signal ?? `code ${code}`}). ${complaint}`.trim())),
      ),
    );
    child.send(order);
  });
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(child.pid), '/T', '/F'], () => undefined);
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Relative paths in the user's code mean the project: the nearest folder with a package.json. */
function projectFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return dirname(file);
  }
}

function cancelled(): LabProblem {
  return new LabProblem('cancelled', 'The benchmark was cancelled.');
}
