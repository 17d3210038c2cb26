/** "Suppress with a reason": a comment on the line above, because a suppression without a reason helps nobody. */
import type { Finding } from '../findings/finding.ts';
import type { Positions } from './convert.ts';

export interface Suppression {
  /** Where the comment goes: the start of the finding's line. */
  readonly at: { readonly line: number; readonly character: number };
  /** With `reason` in the place of the reason. */
  readonly text: (reason: string) => string;
}

export function suppressionOf(finding: Finding, positions: Positions): Suppression {
  const index = positions.indexOf(finding.at.file);
  const { line } = index.position(finding.at.start);
  const text = index.lineText(line);
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  const end = index.text.includes('\r\n') ? '\r\n' : '\n';
  return {
    at: { line: line - 1, character: 0 },
    text: (reason) => `${indent}// interleave-disable-next-line ${finding.rule} -- ${reason}${end}`,
  };
}
