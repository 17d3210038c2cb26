/**
 * What every file's facts must keep, whatever the text: spans lie inside the text and say what they name,
 * tables have no holes, facts survive serialisation, and bad input is reported instead of thrown.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { forEachExprIn, forEachStmt } from '../../server/src/analysis/walk.ts';
import type { FileFacts } from '../../server/src/facts/core.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function checkFacts(facts: FileFacts, text: string, path: string): void {
  const where = (at: readonly [number, number]): string => `${path} [${at.join(', ')}]`;
  const inside = (at: readonly [number, number]): void => {
    assert.ok(0 <= at[0] && at[0] <= at[1] && at[1] <= text.length, where(at));
  };
  for (const b of facts.bindings) inside(b.at);
  for (const [id, fn] of facts.functions.entries()) {
    assert.equal(fn.id, id);
    inside(fn.at);
    inside(fn.nameAt);
    assert.ok(
      id === 0 ? fn.parent === undefined : fn.parent !== undefined && fn.parent < facts.functions.length,
      where(fn.at),
    );
    forEachStmt(fn.body, (s) => inside(s.at));
    forEachExprIn(fn, (e) => {
      inside(e.at);
      if (e.k === 'var') {
        const name = facts.bindings[e.b]?.name ?? '';
        assert.equal(text.slice(e.at[0], e.at[1]), name, where(e.at));
      } else if (e.k === 'global') {
        assert.equal(text.slice(e.at[0], e.at[1]), e.name, where(e.at));
      } else if (e.k === 'func') {
        assert.ok(facts.functions[e.fn] !== undefined, where(e.at));
      }
    });
  }
  for (const cls of facts.classes) {
    for (const m of cls.methods) assert.equal(facts.functions[m.fn]?.cls, cls.id, `${path}: ${cls.name}.${m.name}`);
  }
  // JSON drops `undefined` values and turns NaN and Infinity into null: a second trip must change nothing.
  const once = JSON.stringify(facts);
  assert.equal(JSON.stringify(JSON.parse(once)), once);
}

test('facts of this project’s own sources and of the labelled programs keep their invariants', () => {
  const files = ['server/src', 'test/unit', 'test/cases'].flatMap(sources);
  assert.ok(files.length > 50);
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    checkFacts(lowerFile(path, text), text, path);
  }
});

test('a text cut off anywhere gives facts and a parse error, never an exception', () => {
  const texts = sources('server/src/front').map((path) => readFileSync(path, 'utf8'));
  fc.assert(
    fc.property(fc.nat(texts.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (index, share) => {
      const whole = texts[index] ?? '';
      const text = whole.slice(0, Math.floor(whole.length * share));
      checkFacts(lowerFile('/cut.ts', text), text, 'cut');
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
});

test('random tokens give facts, never an exception', () => {
  const token = fc.constantFrom(
    'async ',
    'await ',
    'function f',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '=>',
    'class A ',
    'extends ',
    'static ',
    '#x',
    ';',
    ',',
    '...',
    'let x',
    '=',
    '??=',
    'for ',
    'of ',
    'using u',
    'try',
    'catch',
    'finally',
    '@d ',
    '`${',
    '`',
    'yield ',
    'import ',
    "'m'",
    'export ',
    'default ',
    'enum E',
    'namespace N',
    '<T>',
    'x.y',
    'this',
    'super',
    '?.',
    'new ',
    'label: ',
    'break label',
    '\n',
    '/** @a b */',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), fc.constantFrom('/a.ts', '/a.tsx', '/a.js'), (tokens, path) => {
      const text = tokens.join('');
      const facts = lowerFile(path, text);
      assert.equal(facts.length, text.length);
      JSON.stringify(facts);
    }),
    { numRuns: 400, includeErrorInReport: true },
  );
});

/** What the only statement of a text evaluates. */
function valueOf(text: string, path = '/a.ts'): unknown {
  const [s] = lowerFile(path, text).functions[0]?.body ?? [];
  return s?.k === 'expr' ? s.e : undefined;
}

function depthOf(e: unknown): number {
  if (typeof e !== 'object' || e === null) return 0;
  return 1 + Math.max(0, ...Object.values(e).map(depthOf));
}

test('chains of thousands of operands need no deep stack, here and in whoever walks the tree', () => {
  for (const op of ['+', '&&', '||', ', ']) {
    const e = valueOf(Array<string>(5000).fill('a').join(op));
    assert.ok(e !== undefined && depthOf(e) < 60, op);
  }
  assert.deepEqual(valueOf('a - b - c'), {
    k: 'binary',
    at: [0, 9],
    op: '-',
    left: {
      k: 'binary',
      at: [0, 5],
      op: '-',
      left: { k: 'global', at: [0, 1], name: 'a' },
      right: { k: 'global', at: [4, 5], name: 'b' },
    },
    right: { k: 'global', at: [8, 9], name: 'c' },
  });
});

test('in a module file `await (x)` waits, without any import that says so', () => {
  const facts = lowerFile('/a.mts', 'await (x)();');
  assert.equal((valueOf('await (x)();', '/a.mts') as { k: string }).k, 'await');
  assert.equal(facts.esm, true);
});
