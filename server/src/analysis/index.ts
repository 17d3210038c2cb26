/** The analyses, in the order in which their findings win when two say the same. */
import { analyseActivations } from './activations/index.ts';
import { analyseBlocking } from './blocking/index.ts';
import type { Analysis } from './context.ts';
import { analyseLocks } from './locks/index.ts';
import { analyseThreads } from './threads/index.ts';

export interface NamedAnalysis {
  readonly name: string;
  readonly run: Analysis;
}

export const ANALYSES: readonly NamedAnalysis[] = [
  { name: 'threads', run: analyseThreads },
  { name: 'activations', run: analyseActivations },
  { name: 'locks', run: analyseLocks },
  { name: 'blocking', run: analyseBlocking },
];
