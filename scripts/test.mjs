/**
 * `npm test`: sets up what is missing and runs everything. The last line is `N passed, N failed`, summed over
 * all stages; a stage that ends badly without saying how counts as one failure.
 *
 * `npm test -- --only lsp` runs one stage (several with commas).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies, root, run } from './setup.mjs';

const only = process.argv.includes('--only')
  ? (process.argv[process.argv.indexOf('--only') + 1] ?? '').split(',')
  : undefined;

async function tests(folder) {
  const path = join(root, folder);
  const names = existsSync(path) ? await readdir(path) : [];
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => `${folder}/${name}`);
}

/** Node's runner ends its TAP with `# pass N` and `# fail N` (cancelled ones are failures too). */
function countTap(output) {
  const last = (word) => Number([...output.matchAll(new RegExp(`^# ${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return { passed: last('pass'), failed: last('fail') + last('cancelled') };
}

const nodeTests = (folder) => async () => {
  const files = await tests(folder);
  if (files.length === 0) return { passed: 0, failed: 0, said: 'no tests yet' };
  const { code, output } = await run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=tap', ...files]);
  return { ...countTap(output), code, output };
};

/** A check that holds or does not. */
const check = (command, args) => async () => {
  const { code, output } = await run(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, code, output };
};

const counted = (name, script) => async () => {
  const { code, output } = await run(process.execPath, [script]);
  const match = [...output.matchAll(new RegExp(`^${name}: (\\d+) passed, (\\d+) failed$`, 'gm'))].at(-1);
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0), code, output };
};

await ensureDependencies();
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const npmScript = (name) =>
  manifest.scripts[name] === undefined ? [] : [[name, check('npm', ['run', '--silent', name])]];

const stages = [
  ['build', check(process.execPath, ['scripts/build.mjs', '--tests'])],
  ...npmScript('typecheck'),
  ...npmScript('format'),
  ...npmScript('lint'),
  ...npmScript('layers'),
  ...npmScript('unused'),
  ['unit', nodeTests('test/unit')],
  ['cases', nodeTests('test/cases')],
  ['fixes', nodeTests('test/fixes')],
  ['fuzz', nodeTests('test/fuzz')],
  ['lsp', nodeTests('test/lsp')],
  ['lab', nodeTests('test/lab')],
  ['editor', counted('editor', 'test/editor/run.mjs')],
  ['package', counted('package', 'test/editor/package.mjs')],
  ['drive', counted('drive', 'test/editor/drive.mjs')],
];

const names = stages.map(([name]) => name);
const unknown = (only ?? []).filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. The stages: ${names.join(', ')}.`);
  process.exit(2);
}

await mkdir(join(root, 'test-output'), { recursive: true });
let passed = 0;
let failed = 0;
for (const [name, action] of stages) {
  // What is tested is built, also when one stage alone is wanted.
  if (only !== undefined && name !== 'build' && !only.includes(name)) continue;
  const start = Date.now();
  const result = await action();
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const silentFailure = (result.code ?? 0) !== 0 && result.failed === 0 ? 1 : 0;
  passed += result.passed;
  failed += result.failed + silentFailure;
  const bad = result.failed + silentFailure > 0;
  console.log(
    `${bad ? 'FAILED' : 'ok    '} ${name.padEnd(10)} ${result.said ?? `${result.passed} passed, ${result.failed + silentFailure} failed`} (${seconds} s)`,
  );
  if (result.output !== undefined) await writeFile(join(root, `test-output/${name}.log`), result.output);
  if (bad) {
    console.log(excerpt(result.output ?? ''));
    console.log(`       all of it: test-output/${name}.log`);
    if (name === 'build') break;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** What somebody who sees only this terminal needs: the failures with what follows them, or the end. */
function excerpt(output) {
  const lines = output.split('\n');
  const marks = lines.flatMap((line, index) => (/^\s*not ok\b/.test(line) ? [index] : []));
  const shown =
    marks.length > 0 ? marks.slice(0, 15).flatMap((index) => lines.slice(index, index + 14)) : lines.slice(-40);
  return shown.map((line) => `       ${line}`).join('\n');
}
