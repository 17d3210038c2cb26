/**
 * What client and server say to each other beyond the Language Server Protocol. Types and names only, so that
 * the client can import it without pulling in the server.
 */
import type { BenchProgress, BenchReport, LabProblemCode } from './lab/types.ts';

/** Sent in `initializationOptions`. Editors that send nothing get the careful defaults. */
export interface InitializationOptions {
  /** Whether user code may be run at all (VS Code's workspace trust). Default false. */
  readonly trusted?: boolean;
  /** Settings of the section `interleave` for clients that cannot be asked (`workspace/configuration`). */
  readonly settings?: unknown;
}

/** Client to server: the workspace was trusted after the start. */
export const TRUST = 'interleave/trusted';

/** Server to client: what the analysis is doing. */
export const STATUS = 'interleave/status';

export interface StatusParams {
  readonly state: 'loading' | 'analysing' | 'idle' | 'failed';
  /** Files in the analysis. */
  readonly files: number;
  readonly findings: number;
  /** How long the last analysis took, in milliseconds. */
  readonly milliseconds: number;
  /** Things that the analysis could not do: parse errors, broken configurations. */
  readonly notes: readonly string[];
  /** Set when `state` is `failed`: what went wrong. */
  readonly problem?: string;
}

/** Client to server, request: the function around a position; `null` when there is none. */
export const FUNCTION_AT = 'interleave/functionAt';

export interface FunctionAtParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

export interface FunctionInfo {
  /** As a person would say it: `fib`, `Bank.transfer`. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** A place inside of the function by which `BENCHMARK` finds it again. */
  readonly position: { readonly line: number; readonly character: number };
}

/** Client to server, request. Cancelling it kills everything that the run started. */
export const BENCHMARK = 'interleave/benchmark';

export interface BenchmarkParams {
  /** Chosen by the client; comes back in every `BENCHMARK_PROGRESS`. */
  readonly id: string;
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
  /** Arguments for every call; the lab looks for some itself when absent. */
  readonly args?: readonly unknown[];
  /** `bank` runs it on shared state under each lock, and tells which runs ended wrong. Default: `time`. */
  readonly mode?: BenchmarkMode;
  /** The report of an earlier run (`summary` of a result): changes are shown. */
  readonly previous?: BenchReport;
}

export type BenchmarkMode = 'time' | 'bank';

/** Every form of a report, as text; a bank report has no picture. */
export interface ReportForms {
  readonly table: string;
  readonly markdown: string;
  readonly json: string;
  readonly html: string;
  readonly svg?: string;
}

export type BenchmarkResult =
  | {
      readonly kind: 'report';
      readonly verdict: string;
      /** The page for the editor. */
      readonly html: string;
      readonly forms: ReportForms;
      /** What is worth keeping to compare the next run with: the report without its pictures. Null in bank mode. */
      readonly summary: BenchReport | null;
    }
  | {
      readonly kind: 'problem';
      readonly code: LabProblemCode | 'untrusted';
      readonly message: string;
      /** Parameters without a value when `code` is `needs-arguments`. */
      readonly parameters: readonly string[];
    };

/** Server to client, notification. */
export const BENCHMARK_PROGRESS = 'interleave/benchmarkProgress';

export interface BenchmarkProgressParams extends BenchProgress {
  readonly id: string;
}

/** The command behind the code action and the code lens; its one argument is a `BenchmarkTarget`. */
export const BENCHMARK_COMMAND = 'interleave.benchmarkUnderGil';

/** The same function in bank mode. */
export const BANK_COMMAND = 'interleave.bankMode';

/** Behind links of the page: run the same again, save the report. */
export const AGAIN_COMMAND = 'interleave.runLabAgain';
export const EXPORT_COMMAND = 'interleave.exportLabReport';

export interface BenchmarkTarget {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  readonly name: string;
}
