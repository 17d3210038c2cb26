/** Suppression comments: what they hide, and what is said about useless ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleId } from '../../server/src/findings/catalogue.ts';
import type { Finding } from '../../server/src/findings/finding.ts';
import { applySuppressions } from '../../server/src/findings/suppress.ts';

function lineStartsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

/** One finding of the given rule at every `@` in the text. */
function run(text: string, rule: RuleId = 'race-across-await'): { kept: number; complaints: readonly string[] } {
  const findings = [...text.matchAll(/@/g)].map((match): Finding => ({
    rule,
    severity: 'warning',
    at: { file: '/a.ts', start: match.index, end: match.index + 1 },
    message: '',
    signal: '',
    schedule: { participants: [], steps: [] },
    related: [],
    fixes: [],
    identity: [],
  }));
  const { kept, complaints } = applySuppressions('/a.ts', text, lineStartsOf(text), findings);
  return { kept: kept.length, complaints: complaints.map((c) => c.message) };
}

test('the next line, this line, a region, the rest of the file', () => {
  assert.deepEqual(run('// interleave-disable-next-line race-across-await -- single user\n@\n@'), {
    kept: 1,
    complaints: [],
  });
  assert.deepEqual(run('@ // interleave-disable-line race-across-await -- why\n@'), { kept: 1, complaints: [] });
  assert.deepEqual(
    run('@\n/* interleave-disable race-across-await -- why */\n@\n@\n/* interleave-enable race-across-await */\n@'),
    { kept: 2, complaints: [] },
  );
  assert.deepEqual(run('/* interleave-disable race-across-await -- generated */\r\n@\r\n@'), {
    kept: 0,
    complaints: [],
  });
  assert.deepEqual(run('// interleave-disable-next-line blocking-call, race-across-await -- why\n@'), {
    kept: 0,
    complaints: [],
  });
});

test('other rules are not hidden', () => {
  const { kept, complaints } = run('// interleave-disable-next-line blocking-call -- why\n@');
  assert.equal(kept, 1);
  assert.deepEqual(complaints, ['Nothing is left to suppress here for blocking-call.']);
});

test('a missing reason and an unknown rule are said', () => {
  assert.deepEqual(run('// interleave-disable-next-line race-across-await\n@'), {
    kept: 0,
    complaints: ['This suppression gives no reason; write one after " -- ".'],
  });
  assert.deepEqual(run('// interleave-disable-next-line no-such -- why\n@'), {
    kept: 1,
    complaints: ['There is no rule called no-such.'],
  });
});
