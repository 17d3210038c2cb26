/**
 * Messages between the language server and the thread that holds the engine. The analysis has a thread of its
 * own so that typing, hovers and cancelling are answered while it thinks, and so that one that never ends can
 * be ended without losing the connection.
 */
import type { Finding, Fix, Note, TextEdit } from '../findings/finding.ts';

export interface FunctionOutline {
  /** `fib`, `Bank.transfer`. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** Offsets of the whole function and of its name (equal to the start for those without one). */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
}

/** An annotation ready to write. */
export interface Annotation {
  readonly title: string;
  readonly edit: TextEdit;
}

export type AnalysisRequest =
  /** Answered with nothing when a text changes meanwhile. */
  | { readonly kind: 'analyse' }
  /**
   * `generation` names the result that the finding was in; an older one gives no fixes, nor does a finding that speaks of
   * a file that has changed since.
   */
  | { readonly kind: 'fixes'; readonly generation: number; readonly indices: readonly number[] }
  /** What could be annotated in a range; of an older result nothing is left. */
  | {
      readonly kind: 'annotations';
      readonly generation: number;
      readonly path: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'outline'; readonly path: string; readonly text: string };

export type ToAnalysis =
  | { readonly kind: 'update'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'request'; readonly id: number; readonly request: AnalysisRequest };

export interface AnalysisAnswer {
  readonly generation: number;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly milliseconds: number;
}

export interface AnswerOf {
  readonly analyse: AnalysisAnswer | undefined;
  /** One list for each index that was asked for. */
  readonly fixes: readonly (readonly Fix[])[];
  readonly annotations: readonly Annotation[];
  readonly outline: readonly FunctionOutline[];
}

export type FromAnalysis =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: AnswerOf[keyof AnswerOf] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** An update that the engine could not take; the rest goes on. */
  | { readonly kind: 'trouble'; readonly message: string };
