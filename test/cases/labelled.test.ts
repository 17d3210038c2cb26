/**
 * Every labelled program, one subtest each: defects are found at a marked line, `ok` programs stay silent,
 * and no finding points anywhere else. What does not hold yet is listed in `known-gaps.json`; an entry
 * that has come to hold fails the test, so the list can only shrink with its cause.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadLabelled } from './corpus.ts';
import { judge, show } from './run.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Case id -> what is known to be wrong with it. */
const GAPS = JSON.parse(readFileSync(here('known-gaps.json'), 'utf8')) as Record<
  string,
  readonly ('missed' | 'extra')[]
>;

const cases = [
  ...loadLabelled(here('labelled')),
  // The same meanings in other words: programs the analysis was not tuned to.
  ...loadLabelled(here('siblings')),
  // A further corpus in the same form, for whoever has one.
  ...(process.env['INTERLEAVE_CASES'] === undefined ? [] : loadLabelled(process.env['INTERLEAVE_CASES'])),
];

describe('labelled programs', () => {
  test('the corpus is there', () => assert.ok(cases.length >= 113, `only ${cases.length} cases`));
  for (const labelled of cases) {
    test(`${labelled.id} (${labelled.verdict}) ${labelled.title}`, () => {
      const outcome = judge(labelled);
      const gaps = GAPS[labelled.id] ?? [];
      const told = `${labelled.why}\nfindings:\n${outcome.findings.map((finding) => `  ${show(labelled, finding)}`).join('\n')}`;
      assert.equal(outcome.failure, undefined);
      assert.deepEqual(outcome.malformed, []);
      if (outcome.missed) assert.ok(gaps.includes('missed'), `missed: ${told}`);
      else assert.ok(!gaps.includes('missed'), 'promote me: found now, take "missed" out of known-gaps.json');
      if (outcome.extra.length > 0) assert.ok(gaps.includes('extra'), `false alarm: ${told}`);
      else assert.ok(!gaps.includes('extra'), 'promote me: silent now, take "extra" out of known-gaps.json');
    });
  }
});
