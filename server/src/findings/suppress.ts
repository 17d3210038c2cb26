/**
 * Suppressions written in the source, and what becomes of the findings they speak of. Pure.
 *
 *     // interleave-disable-next-line rule[, rule] -- reason
 *     // interleave-disable-line rule -- reason
 *     /* interleave-disable rule -- reason *\/ ... /* interleave-enable rule *\/     (to the end of the file when never enabled)
 *
 * Without rule names a suppression speaks of all rules. One that suppresses nothing, names an unknown rule or
 * gives no reason is reported, so that they do not pile up.
 */
import { isRuleId, type RuleId } from './catalogue.ts';
import type { Finding } from './finding.ts';

interface Directive {
  readonly kind: 'next-line' | 'line' | 'from' | 'to';
  readonly rules: readonly string[];
  readonly reason: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

interface Range {
  readonly directive: Directive;
  readonly fromLine: number;
  readonly toLine: number;
  used: boolean;
}

export interface Suppressed {
  readonly kept: readonly Finding[];
  /** Unused suppressions, unknown rules, missing reasons. */
  readonly complaints: readonly Finding[];
}

const DIRECTIVE = /(\/\/|\/\*)[ \t]*interleave-(disable-next-line|disable-line|disable|enable)\b([^\r\n]*)/g;
const KINDS = { 'disable-next-line': 'next-line', 'disable-line': 'line', disable: 'from', enable: 'to' } as const;

function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function directivesOf(text: string, lineStarts: readonly number[]): readonly Directive[] {
  if (!text.includes('interleave-')) return [];
  return [...text.matchAll(DIRECTIVE)].map((match) => {
    const block = match[1] === '/*';
    const close = block ? (match[3] ?? '').indexOf('*/') : -1;
    const rest = close >= 0 ? (match[3] ?? '').slice(0, close) : (match[3] ?? '');
    const [names = '', ...reason] = rest.split(/\s--\s?/);
    const start = match.index;
    return {
      kind: KINDS[match[2] as keyof typeof KINDS],
      rules: names.split(/[\s,]+/).filter((name) => name !== ''),
      reason: reason.join(' -- ').trim(),
      start,
      end: start + match[0].trimEnd().length,
      line: lineAt(lineStarts, start),
    };
  });
}

function rangesOf(directives: readonly Directive[], lastLine: number): Range[] {
  const ranges: Range[] = [];
  for (const [index, directive] of directives.entries()) {
    if (directive.kind === 'to') continue;
    if (directive.kind !== 'from') {
      const line = directive.line + (directive.kind === 'next-line' ? 1 : 0);
      ranges.push({ directive, fromLine: line, toLine: line, used: false });
      continue;
    }
    const end = directives
      .slice(index + 1)
      .find((d) => d.kind === 'to' && (d.rules.length === 0 || directive.rules.some((name) => d.rules.includes(name))));
    ranges.push({ directive, fromLine: directive.line, toLine: end?.line ?? lastLine, used: false });
  }
  return ranges;
}

function complaint(file: string, directive: Directive, message: string): Finding {
  return {
    rule: 'unused-suppression',
    severity: 'info',
    at: { file, start: directive.start, end: directive.end },
    message,
    signal: 'suppression comment',
    schedule: { participants: [], steps: [] },
    related: [],
    fixes: [],
    identity: [directive.rules.join(','), message],
  };
}

/** Findings of one file through the suppressions in its text. */
export function applySuppressions(
  file: string,
  text: string,
  lineStarts: readonly number[],
  findings: readonly Finding[],
): Suppressed {
  const directives = directivesOf(text, lineStarts);
  if (directives.length === 0) return { kept: findings, complaints: [] };
  const ranges = rangesOf(directives, lineStarts.length);
  const kept = findings.filter((finding) => {
    const line = lineAt(lineStarts, finding.at.start);
    const range = ranges.find(
      (r) =>
        r.fromLine <= line &&
        line <= r.toLine &&
        (r.directive.rules.length === 0 || r.directive.rules.includes(finding.rule)),
    );
    if (range !== undefined) range.used = true;
    return range === undefined;
  });
  const complaints: Finding[] = [];
  for (const { directive, used } of ranges) {
    const unknown = directive.rules.filter((name) => !isRuleId(name));
    const names = directive.rules.filter((name): name is RuleId => isRuleId(name)).join(', ');
    if (unknown.length > 0)
      complaints.push(complaint(file, directive, `There is no rule called ${unknown.join(', ')}.`));
    else if (!used)
      complaints.push(
        complaint(file, directive, `Nothing is left to suppress here${names === '' ? '' : ` for ${names}`}.`),
      );
    else if (directive.reason === '')
      complaints.push(complaint(file, directive, 'This suppression gives no reason; write one after " -- ".'));
  }
  return { kept, complaints };
}
