/**
 * The rules' pages keep their word: every wrong block is found by its rule, and every right block is silent under
 * all rules. A page says for its rule what the catalogue says, in the sections that readers expect.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../../server/src/findings/catalogue.ts';
import { splitFiles } from '../cases/corpus.ts';
import { runProgram, show } from '../cases/run.ts';

const folder = fileURLToPath(new URL('../../docs/rules/', import.meta.url));
const SECTIONS = ['Wrong', 'Right', 'When to suppress', 'Options'];

interface Block {
  readonly section: string;
  readonly code: string;
}

function blocksOf(page: string): readonly Block[] {
  return page.split(/^## /m).flatMap((part) => {
    const section = part.split('\n', 1)[0] ?? '';
    return [...part.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({ section, code: match[1] ?? '' }));
  });
}

test('there is one page per rule, and no other', () => {
  const pages = readdirSync(folder).map((name) => name.replace(/\.md$/, ''));
  assert.deepEqual(pages.sort(), CATALOGUE.map(({ id }) => id).sort());
});

for (const rule of CATALOGUE) {
  describe(rule.id, () => {
    const page = readFileSync(`${folder}${rule.id}.md`, 'utf8');
    const blocks = blocksOf(page);

    test('says what the catalogue says, in the usual sections', () => {
      assert.ok(page.startsWith(`# ${rule.id}\n\n${rule.summary}\n`));
      assert.deepEqual(
        [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]),
        SECTIONS,
      );
      for (const section of ['Wrong', 'Right']) assert.ok(blocks.some((block) => block.section === section));
    });

    for (const [index, { section, code }] of blocks.entries()) {
      const program = splitFiles(`/docs/${rule.id}`, `block ${index + 1}`, code);
      const { findings, notes } = runProgram(program);
      const told = findings.map((finding) => show(program, finding));
      test(`block ${index + 1}: ${section.toLowerCase()}`, () => {
        assert.deepEqual(notes, []);
        if (section === 'Right') assert.deepEqual(told, []);
        else {
          const others = findings.filter((finding) => finding.rule !== rule.id);
          assert.deepEqual(
            others.map((finding) => show(program, finding)),
            [],
            'and by no other rule',
          );
          const found = findings.length > 0;
          assert.ok(found, 'not found');
        }
      });
    }
  });
}
