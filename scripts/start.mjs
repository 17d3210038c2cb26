/**
 * `npm start [folder] [-- --no-editor]`: sets up what is missing, prints the findings of the examples (or of
 * the folder) in the terminal, and opens the extension on it in a real VS Code: the desktop one where `code`
 * is on the PATH and there is a display, else the embedded one in the browser.
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ensureDependencies, root, run } from './setup.mjs';

const args = process.argv.slice(2);
const withEditor = !args.includes('--no-editor');
const [given] = args.filter((argument) => !argument.startsWith('--'));
// npm changes to the project's folder; INIT_CWD is where the person was.
const folder = given === undefined ? join(root, 'examples') : resolve(process.env.INIT_CWD ?? process.cwd(), given);
if (!existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(`There is no folder ${folder}.`);
  process.exit(2);
}

await ensureDependencies();
const built = await run(process.execPath, ['scripts/build.mjs']);
if (built.code !== 0) {
  console.error(built.output);
  process.exit(2);
}

console.log(`\nFindings in ${folder}:\n`);
const cli = join(root, 'dist/cli.cjs');
const checked = await new Promise((done) => {
  const child = spawn(process.execPath, [cli, 'check', folder], { stdio: 'inherit' });
  child.on('close', (code) => done(code ?? 2));
});
// Findings are what it was asked for; only an error is one.
if (checked === 2) process.exit(2);
if (withEditor) await openEditor();

async function openEditor() {
  const desktop = desktopCode();
  if (desktop !== undefined) {
    console.log('\nOpening VS Code with the extension ...');
    spawn(desktop, [`--extensionDevelopmentPath=${root}`, folder], {
      stdio: 'ignore',
      detached: true,
      shell: process.platform === 'win32',
    }).unref();
    return;
  }
  const { ensureEditor } = await import('./editor/install.mjs');
  const { serveEditor } = await import('./editor/serve.mjs');
  try {
    console.log('\nNo desktop VS Code here: the embedded one opens in the browser.');
    await ensureEditor((line) => console.log(`  ${line}`));
    const editor = await serveEditor({ extension: root });
    console.log(`\n  VS Code with Interleave:  ${editor.page(folder)}\n\nCtrl+C ends it.`);
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => {
        if (stopping) return;
        stopping = true;
        void editor.stop().then(() => process.exit(0));
      });
    }
    await editor.ended;
  } catch (error) {
    console.error(`The editor could not be opened: ${error instanceof Error ? error.message : error}`);
    console.error('The findings above do not need it (npm start -- --no-editor).');
    process.exitCode = 1;
  }
}

/** The `code` command, when there is a screen to show it on. */
function desktopCode() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (existsSync(join(directory, name))) return join(directory, name);
  }
  return undefined;
}
