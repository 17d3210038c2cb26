/**
 * Summaries kept from one run to the next. A summary is a function of its file and of what that file imports,
 * of the heritage of all classes (a call may run an override), and of whether the cells it asked about hold
 * functions. They hang on the facts object, which an engine keeps while a file's text stays the same.
 */
import type { FileFacts } from '../../facts/core.ts';
import { closureHashes, hashOf } from '../closure-hash.ts';
import { perFile } from '../per-file.ts';
import type { FnRef, Program } from '../program.ts';
import type { Summary } from './interp.ts';

export interface KeptSummaries {
  recall(ref: FnRef): Summary | undefined;
  keep(ref: FnRef, summary: Summary): void;
}

interface Kept {
  readonly restsOn: string;
  readonly summaries: Map<number, Summary>;
}

const byFacts = new WeakMap<FileFacts, Kept>();

/** Names in `extends` and `implements`, with the class; places do not count. */
const heritageOf = perFile((facts) =>
  hashOf(
    JSON.stringify(
      facts.classes.map((c) => [c.name, c.superClass, c.implements]),
      (key, value: unknown) => (key === 'at' || key === 'propAt' ? undefined : value),
    ),
  ),
);

export function keptSummaries(program: Program, isFilled: (cell: string) => boolean): KeptSummaries {
  const closures = closureHashes(program);
  const heritage = hashOf([...program.files].map(([file, facts]) => `${file}:${heritageOf(facts)}`).join('\n'));
  const restsOn = (file: string): string => `${file}|${closures.get(file) ?? ''}|${heritage}`;
  return {
    recall(ref) {
      const facts = program.files.get(ref.file);
      const kept = facts === undefined ? undefined : byFacts.get(facts);
      if (kept?.restsOn !== restsOn(ref.file)) return undefined;
      const summary = kept.summaries.get(ref.fn);
      for (const [cell, filled] of summary?.asked ?? []) if (isFilled(cell) !== filled) return undefined;
      return summary;
    },
    keep(ref, summary) {
      const facts = program.files.get(ref.file);
      if (facts === undefined) return;
      let kept = byFacts.get(facts);
      if (kept?.restsOn !== restsOn(ref.file)) {
        kept = { restsOn: restsOn(ref.file), summaries: new Map() };
        byFacts.set(facts, kept);
      }
      kept.summaries.set(ref.fn, summary);
    },
  };
}
