/**
 * Workers, messages and events of the abstract executor against those of Node: the same small programs are run
 * by both. What they print does not depend on the schedule, so the executor has to print it under every one.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Policy } from '../../server/src/analysis/threads/world.ts';
import { interpret } from './threads/interpret.ts';
import { PROGRAMS } from './threads/programs.ts';

const POLICIES: readonly Partial<Policy>[] = [
  { switching: 0, order: 'oldest', timers: 'late', seed: 1 },
  { switching: 1, order: 'next', timers: 'late', seed: 2 },
  { switching: 0, order: 'newest', timers: 'late', seed: 3 },
  { switching: 0.5, order: 'random', timers: 'late', seed: 4 },
  { switching: 0.1, order: 'random', timers: 'late', seed: 5 },
];

function executed(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'threads-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const [main = ''] = Object.keys(files);
    const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', join(folder, main)], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (stderr !== '') return [...stdout.trimEnd().split('\n'), `stderr: ${stderr.split('\n')[0] ?? ''}`];
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [name, files] of Object.entries(PROGRAMS)) {
  test(name, () => {
    const real = executed(files);
    for (const policy of POLICIES) {
      const { lines, world } = interpret(files, policy);
      assert.deepEqual(lines, real, `schedule ${JSON.stringify(policy)}`);
      assert.equal(world.aborted, false, 'used its steps up');
    }
  });
}
