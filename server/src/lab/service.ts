/**
 * The lab's one door: a request goes in, a report comes out, and neither an editor nor a terminal is known here.
 * User code never runs in the calling process: it runs in child processes that have a time limit and a memory cap
 * and that are killed when the call is cancelled.
 */
import { LabProblem, type BenchProgress, type BenchReport, type BenchRequest } from './types.ts';

export interface BenchOptions {
  readonly onProgress?: (progress: BenchProgress) => void;
  /** Aborting kills everything the run started and rejects with the problem `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one function in all modes and reports.
 * @throws {LabProblem} for every expected failure: the code says which, the message says it to a person.
 */
export async function runBenchmark(request: BenchRequest, options: BenchOptions = {}): Promise<BenchReport> {
  void options;
  throw new LabProblem('bad-request', `cannot run ${request.file} yet`);
}
