/** What every whole-program analysis is given and returns. */
import type { AnnotationOffer, Finding, Note, Place } from '../findings/finding.ts';
import type { Program } from './program.ts';
import type { Resolver } from './resolve.ts';

export interface AnalysisContext {
  readonly resolver: Resolver;
  /** For what could not be understood; never for defects of the analysed program. */
  log(note: Note): void;
  /** For what could be written down at a declaration; no defect. */
  offer(offer: AnnotationOffer): void;
  /** An `@interleaveBenign` at this place excuses something. */
  excuse(tag: Place): void;
  /** What the analyses before this one have found. */
  readonly said: readonly Finding[];
}

/** Pure: the same program gives the same findings. Does not throw for odd input; unknown means silent. */
export type Analysis = (program: Program, ctx: AnalysisContext) => Finding[];
