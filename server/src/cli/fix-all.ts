/**
 * `check --fix`: applies the preferred repairs, looks again, and goes on until nothing more can be done. Several
 * passes are needed because repairs may touch the same code, and because one repair can lay another open.
 */
import type { AnalysisResult } from '../engine.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import { fingerprints } from '../findings/fingerprint.ts';
import { applyFixes } from '../fixes/apply.ts';

export const MAX_PASSES = 5;

/** What the loop needs from the engine and the disk. */
export interface FixHost {
  analyse(): AnalysisResult;
  fixesFor(finding: Finding): readonly Fix[];
  /** Current text of a file; undefined when there is none or it must not be written. */
  textOf(file: string): string | undefined;
  /** Writes the file and tells the engine. Throws when it cannot be written. */
  write(file: string, text: string): void;
}

export interface FixedFinding {
  readonly finding: Finding;
  readonly title: string;
}

export interface FixOutcome {
  readonly result: AnalysisResult;
  readonly fixed: readonly FixedFinding[];
  /** Files that were changed or made, in the order in which that happened first. */
  readonly changed: readonly string[];
  /** One line per file that could not be written. */
  readonly failures: readonly string[];
}

export function fixAll(host: FixHost): FixOutcome {
  const fixed: FixedFinding[] = [];
  const changed = new Set<string>();
  const failures: string[] = [];
  // A repair that did not make its finding go away must not be applied twice.
  const tried = new Set<string>();
  let result = host.analyse();
  for (let pass = 0; pass < MAX_PASSES && failures.length === 0; pass++) {
    const names = fingerprints(result.findings, (file) => file);
    const owners = new Map<Fix, { readonly finding: Finding; readonly key: string }>();
    result.findings.forEach((finding, index) => {
      const fix = host.fixesFor(finding).find((candidate) => candidate.preferred);
      const key = `${names[index]} ${fix?.title}`;
      if (fix !== undefined && !tried.has(key)) owners.set(fix, { finding, key });
    });
    const { texts, newFiles, taken } = applyFixes([...owners.keys()], (file) => host.textOf(file));
    if (taken.length === 0) break;
    for (const [file, text] of [...newFiles, ...texts]) {
      try {
        host.write(file, text);
        changed.add(file);
      } catch (error) {
        failures.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
        break;
      }
    }
    for (const fix of taken) {
      const owner = owners.get(fix);
      if (owner === undefined) continue;
      tried.add(owner.key);
      if (failures.length === 0) fixed.push({ finding: owner.finding, title: fix.title });
    }
    result = host.analyse();
  }
  return { result, fixed, changed: [...changed], failures };
}
