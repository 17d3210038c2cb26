/** Makes the vsix, looks into it, installs it into the real editor, and sees it activate there. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEditor, projectRoot } from '../../scripts/editor/install.mjs';
import { launchBrowser, serveEditor } from '../../scripts/editor/serve.mjs';
import { run } from '../../scripts/setup.mjs';

let passed = 0;
let failed = 0;
function report(name, problem) {
  if (problem === undefined) passed++;
  else failed++;
  console.log(problem === undefined ? `ok - ${name}` : `not ok - ${name}\n${problem}`);
}

const scratch = await mkdtemp(join(tmpdir(), 'interleave-package-'));
// Kept: the drive uses it too.
const vsix = join(projectRoot, 'test-output', 'interleave.vsix');
await mkdir(join(projectRoot, 'test-output'), { recursive: true });
await rm(vsix, { force: true });
try {
  const made = await run('npx', [
    'vsce',
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--skip-license',
    '-o',
    vsix,
  ]);
  report('vsce makes a package', made.code === 0 ? undefined : made.output);
  const listed = await run('npx', ['vsce', 'ls', '--no-dependencies']);
  const foreign = listed.output
    .split('\n')
    .filter(
      (line) =>
        line !== '' &&
        !/^(package\.json|README\.md|CHANGELOG\.md|LICENSE|icon\.png|syntaxes\/|dist\/|docs\/(images|rules)\/)/i.test(
          line,
        ) &&
        !/^(npm warn|\s*$)/i.test(line),
    );
  report('it holds what runs, and nothing else', foreign.length === 0 ? undefined : foreign.join('\n'));
  await ensureEditor((line) => console.log(line));
  const workspace = join(scratch, 'workspace');
  await cp(join(projectRoot, 'test/editor/workspace'), workspace, { recursive: true });
  const editor = await serveEditor({ install: vsix });
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(editor.page(workspace, [['openFile', editor.uri(join(workspace, 'load.ts'))]]));
    const seen = await page
      .waitForSelector('.squiggly-warning', { timeout: 60_000, state: 'attached' })
      .then(() => undefined, String);
    await page.screenshot({ path: join(projectRoot, 'test-output/installed.png') });
    report('installed from the package, it shows a finding', seen);
  } finally {
    await browser.close();
    await editor.stop();
  }
} catch (error) {
  report('the package works in the editor', error instanceof Error ? error.stack : String(error));
}
await rm(scratch, { recursive: true, force: true });
// The package is built for production; what is tested after it has source maps.
await run(process.execPath, ['scripts/build.mjs', '--tests']);
console.log(`package: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
