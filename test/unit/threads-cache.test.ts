/** Kept results of driven programs: good while the files they saw, and what a user is told of them, stay the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { cached, type Result } from '../../server/src/analysis/threads/cache.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

test('a library is driven again when one of its files comes to have to do with threads through a file that no run loads', () => {
  const texts = {
    '/p/lib.ts': "import { help } from './help.ts'; export const run = () => help();",
    '/p/help.ts': "import type { Words } from './words.ts'; export const help = (w?: Words) => w;",
    '/p/words.ts': 'export type Words = Int32Array;',
  };
  const program = makeProgram(new Map(Object.entries(texts).map(([path, text]) => [path, lowerFile(path, text)])));
  let runs = 0;
  const ask = (...concerned: string[]): Result =>
    cached(program, { kind: 'main', file: '/p/lib.ts', concerned: new Set(concerned) }, () => {
      runs++;
      return { findings: [], notes: [], files: new Set(['/p/lib.ts', '/p/help.ts']) };
    });
  ask('/p/lib.ts');
  ask('/p/lib.ts');
  assert.equal(runs, 1);
  ask('/p/lib.ts', '/p/help.ts');
  assert.equal(runs, 2);
  // What is said of files that it has nothing to do with is no reason.
  ask('/p/lib.ts', '/p/help.ts', '/p/elsewhere.ts');
  assert.equal(runs, 2);
});
