/**
 * Runs the mocha suite in a real VS Code: the desktop one where there is a display, else the embedded one.
 * Prints one line `editor: N passed, N failed`.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { ensureEditor, projectRoot } from '../../scripts/editor/install.mjs';
import { chromiumPath } from '../../scripts/editor/serve.mjs';

const desktop = process.env.INTERLEAVE_VSCODE ?? '';
const outcomeFile = join(projectRoot, 'dist/test/outcome.json');
const parent = await mkdtemp(join(tmpdir(), 'interleave-suite-'));
const workspace = join(parent, 'workspace');
await cp(join(projectRoot, 'test/editor/workspace'), workspace, { recursive: true });
await rm(outcomeFile, { force: true });
let executable = desktop;
if (desktop === '') {
  await chromiumPath();
  await ensureEditor((line) => console.log(line));
  executable = join(projectRoot, 'scripts/editor/shim.mjs');
}
let failed = false;
try {
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: join(projectRoot, 'dist/test/index.cjs'),
    launchArgs: [workspace],
  });
} catch (error) {
  failed = true;
  console.error(String(error));
}
await rm(parent, { recursive: true, force: true });
const outcome = JSON.parse(
  await readFile(outcomeFile, 'utf8').catch(
    () => '{"passed":0,"failed":1,"passes":[],"failures":[{"title":"the suite","message":"left no outcome"}]}',
  ),
);
for (const title of outcome.passes) console.log(`ok - ${title}`);
for (const { title, message } of outcome.failures) console.log(`not ok - ${title}\n${message}`);
console.log(`editor: ${outcome.passed} passed, ${outcome.failed} failed`);
process.exit(failed || outcome.failed > 0 ? 1 : 0);
