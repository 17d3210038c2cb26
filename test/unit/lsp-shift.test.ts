/** Findings of a text that has been edited since: what is before and after the edit moves with it, what is in it is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../server/src/findings/finding.ts';
import { changeBetween, shifted } from '../../server/src/lsp/shift.ts';

const OLD = 'let a = 1;\nlet b = 2;\nlet c = 3;\n';

function findingOf(text: string, word: string): Finding {
  const start = text.indexOf(word);
  const at = { file: '/f.ts', start, end: start + word.length };
  return {
    rule: 'race-across-await',
    severity: 'warning',
    at,
    message: '',
    signal: '',
    schedule: { participants: [], steps: [{ participant: 'a', at, text: '' }] },
    related: [],
    fixes: [],
    identity: [],
  };
}

/** The text that a finding of `word` points at after an edit. */
function pointedAt(word: string, after: string): string | undefined {
  const change = changeBetween(OLD, after);
  const found = shifted(findingOf(OLD, word), (file) => (file === '/f.ts' ? change : undefined));
  return found === undefined ? undefined : after.slice(found.at.start, found.at.end);
}

test('what stands before and after an edit is still pointed at', () => {
  for (const after of [
    OLD.replace('b = 2', 'b = 2000'),
    OLD.replace('let b = 2;\n', ''),
    OLD.replace('let b', '// why\nlet b'),
  ]) {
    assert.equal(pointedAt('a = 1', after), 'a = 1');
    assert.equal(pointedAt('c = 3', after), 'c = 3');
  }
  assert.equal(pointedAt('b = 2', `// first\n${OLD}`), 'b = 2');
  assert.equal(pointedAt('b = 2', `${OLD}// last\n`), 'b = 2');
});

test('what was edited is gone, and a step that was edited points to the edit', () => {
  const after = OLD.replace('b = 2', 'b = other()');
  assert.equal(pointedAt('b = 2', after), undefined);
  const change = changeBetween(OLD, after);
  const finding = { ...findingOf(OLD, 'c = 3'), schedule: findingOf(OLD, 'b = 2').schedule };
  const [step] = shifted(finding, () => change)?.schedule.steps ?? [];
  assert.equal(after.slice(0, step?.at.start), 'let a = 1;\nlet b = ');
});

test('repeated characters do not make the two ends overlap', () => {
  assert.deepEqual(changeBetween('aaa', 'aa'), { start: 2, oldEnd: 3, newEnd: 2 });
  assert.deepEqual(changeBetween('aa', 'aaa'), { start: 2, oldEnd: 2, newEnd: 3 });
  assert.deepEqual(changeBetween('', 'x'), { start: 0, oldEnd: 0, newEnd: 1 });
});
