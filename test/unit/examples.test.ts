/**
 * The examples keep their word: each wrong one goes wrong when run in a loop, and its repairs do not; the analysis
 * finds the wrong ones and is silent about the repairs.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diskFs } from '../../server/src/cli/disk-fs.ts';
import { Engine } from '../../server/src/engine.ts';
import { SHARED_LOCKS_TEXT } from '../../server/src/fixes/lock-files.ts';
import { discoverProject } from '../../server/src/project/discover.ts';

const FOUND = new Set([
  'bank/teller.ts unlocked-shared-mutation',
  'counter/increment.ts unlocked-shared-mutation',
  'dining/main.ts lock-order-inversion',
  'invoices/main.ts race-across-await',
  'producer-consumer/careless-consumer.ts non-atomic-update',
]);

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('wrong examples go wrong, repaired ones do not', () => {
  const hooks = new URL('../../scripts/typescript.mjs', import.meta.url).href;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', hooks, at('examples/prove.ts'), '5'], {
    encoding: 'utf8',
    timeout: 240_000,
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /@synchronized: 0 of 5/);
});

test('the lock file of the examples is the one that the repair writes', () => {
  assert.equal(readFileSync(at('examples/bank/interleave-shared-locks.ts'), 'utf8'), SHARED_LOCKS_TEXT);
});

test('the analysis finds wrong examples and is silent about their repairs', () => {
  const project = discoverProject([at('examples')], diskFs);
  const engine = new Engine({
    readFile: (path) => diskFs.readText(path),
    fileExists: (path) => diskFs.kind(path) === 'file',
  });
  for (const { path, text } of project.files) engine.update(path, text);
  const found = engine
    .analyse()
    .findings.map(({ rule, at: { file } }) => `${file.slice(at('examples/').length)} ${rule}`);
  for (const wrong of FOUND) assert.ok(found.includes(wrong), wrong);
  // Nothing is said of what is right.
  for (const finding of found) assert.ok(FOUND.has(finding), finding);
});
