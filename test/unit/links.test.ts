/** Imports by tsconfig `paths` and by workspace package names lead to the project's own files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { lowerFile } from '../../server/src/front/lower.ts';
import { readLinks } from '../../server/src/project/links.ts';

function resolve(files: Readonly<Record<string, string>>, from: string, specifier: string): string | undefined {
  const host = { readFile: (path: string) => files[path], fileExists: (path: string) => path in files };
  const sources = Object.keys(files).filter((path) => path.endsWith('.ts'));
  const facts = new Map(sources.map((path) => [path, lowerFile(path, files[path] ?? '')]));
  return makeProgram(facts, readLinks(sources, host)).resolve(from, specifier);
}

const FILES = {
  '/p/tsconfig.json': '{ "extends": "./base", /* aliases */ }',
  '/p/base.json': '{ "compilerOptions": { "baseUrl": "./src", "paths": { "@/*": ["*"], "#db": ["db/index.ts"], }, } }',
  '/p/src/db/index.ts': 'export const x = 1;',
  '/p/src/app.ts': '',
  '/p/packages/core/package.json': '{ "name": "@acme/core" }',
  '/p/packages/core/src/index.ts': '',
  '/p/packages/core/src/queue.ts': '',
  '/p/packages/broken/package.json': '{ "name": ',
  '/p/packages/broken/index.ts': '',
};

test('paths and workspace packages', () => {
  assert.equal(resolve(FILES, '/p/src/app.ts', '@/db'), '/p/src/db/index.ts');
  assert.equal(resolve(FILES, '/p/src/app.ts', '#db'), '/p/src/db/index.ts');
  assert.equal(resolve(FILES, '/p/src/app.ts', '@acme/core'), '/p/packages/core/src/index.ts');
  assert.equal(resolve(FILES, '/p/src/app.ts', '@acme/core/queue'), '/p/packages/core/src/queue.ts');
  assert.equal(resolve(FILES, '/p/src/app.ts', '@acme/corelib'), undefined);
  assert.equal(resolve(FILES, '/p/src/app.ts', 'express'), undefined);
});
