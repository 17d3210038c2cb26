/**
 * Our own fixtures, one subtest each; `README.md` beside this file explains how they are written.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadFixtures, type Fixture } from './corpus.ts';
import { judgeFixture } from './run.ts';

/** A file's prefix promises what kind of expectation it holds. */
function misplaced(fixture: Fixture): readonly string[] {
  const promised = fixture.name.startsWith('FN_') ? 'missed' : fixture.name.startsWith('FP_') ? 'false-alarm' : 'found';
  const wrong = fixture.expectations.filter(
    (expectation) => expectation.kind !== promised && expectation.kind !== 'found',
  );
  const needed = promised === 'found' || fixture.expectations.some((expectation) => expectation.kind === promised);
  return [
    ...wrong.map((expectation) => `a ${expectation.kind} expectation (${expectation.rule}) in ${fixture.name}`),
    ...(needed ? [] : [`${fixture.name} holds no ${promised} expectation`]),
  ];
}

for (const family of ['async', 'threads', 'deadlock', 'blocking']) {
  describe(`fixtures: ${family}`, () => {
    for (const fixture of loadFixtures(fileURLToPath(new URL(family, import.meta.url)))) {
      test(fixture.name, () => {
        assert.deepEqual(misplaced(fixture), []);
        assert.deepEqual(judgeFixture(fixture).problems, []);
      });
    }
  });
}
