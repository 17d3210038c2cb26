/** Findings of several analyses -> one list: sorted, and each defect said once. */
import type { Finding } from './finding.ts';

function overlaps(a: Finding, b: Finding): boolean {
  return a.at.file === b.at.file && a.at.start < b.at.end && b.at.start < a.at.end;
}

/**
 * Drops a finding when an earlier one of the same rule overlaps it: analyses see the same defect from
 * different sides, and the first in the list knows most about it.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  const byRuleAndFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.rule}\0${finding.at.file}`;
    const group = byRuleAndFile.get(key) ?? [];
    if (group.some((other) => overlaps(finding, other))) continue;
    group.push(finding);
    byRuleAndFile.set(key, group);
    kept.push(finding);
  }
  return kept.sort(byPlace);
}

export function byPlace(a: Finding, b: Finding): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return a.at.start - b.at.start || a.at.end - b.at.end || (a.rule < b.rule ? -1 : 1);
}
