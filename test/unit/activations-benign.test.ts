/** `@interleaveBenign`: what it silences, and what is said of one that is useless or gives no reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../server/src/engine.ts';

function rules(text: string): readonly string[] {
  const engine = new Engine({ readFile: () => undefined, fileExists: () => false });
  engine.update('/p/main.ts', `declare function load(): Promise<string>;\n${text}`);
  return engine.analyse().findings.map((f) => `${f.rule}: ${f.message}`);
}

const GET = 'export async function get() { text ??= await load(); return text; }';

test('a race on the declared variable is not told', () => {
  assert.equal(rules(`let text: string | undefined;\n${GET}`).length, 1);
  assert.deepEqual(rules(`/** @interleaveBenign always the same */\nlet text: string | undefined;\n${GET}`), []);
});

test('other cells are still spoken of', () => {
  const found = rules(
    `/** @interleaveBenign always the same */\nlet text: string | undefined;\n${GET}\nlet other: string | undefined;\nexport async function more() { other ??= await load(); return other; }`,
  );
  assert.equal(found.length, 1);
  assert.match(found[0] ?? '', /^race-across-await: .*more/);
});

test('a tag without a reason, and one without use, are reported', () => {
  assert.deepEqual(rules(`/** @interleaveBenign */\nlet text: string | undefined;\n${GET}`), [
    'unused-suppression: This @interleaveBenign gives no reason; write one after it.',
  ]);
  assert.deepEqual(
    rules(
      `/** @interleaveBenign nobody minds */\nlet text: string | undefined;\nexport function get() { return text; }`,
    ),
    ['unused-suppression: Nothing is left here that @interleaveBenign could excuse.'],
  );
});
