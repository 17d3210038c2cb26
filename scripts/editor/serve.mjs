/**
 * Starts and ends the embedded editor: VS Code's own server and web workbench, on a free port of this machine
 * only, with a profile of its own so that a person's settings neither change it nor are changed by it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editorPaths } from './install.mjs';

export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A quiet editor: what belongs to first starts and to other features is off. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

/**
 * @param {{ smokeTest?: boolean, settings?: object, profile?: string, install?: string, extension?: string, port?: number }} options
 *   `profile` keeps the profile in that folder; `install` is a vsix to install first,
 *   `extension` a built extension's folder to put there as it is
 */
export async function serveEditor(options = {}) {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'interleave-editor-')));
  const folders = {
    user: join(profile, 'user'),
    server: join(profile, 'server'),
    extensions: join(profile, 'extensions'),
    tmp: join(profile, 'tmp'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  // The workbench keeps user settings beside the server's data.
  const settings = JSON.stringify({ ...SETTINGS, ...options.settings }, undefined, 2);
  for (const base of [folders.user, join(folders.server, 'data')]) {
    for (const kind of ['User', 'Machine']) {
      await mkdir(join(base, kind), { recursive: true });
      await writeFile(join(base, kind, 'settings.json'), settings);
    }
  }
  const env = { ...process.env, TMPDIR: folders.tmp };
  // Whoever starts us may be a test runner; the editor's processes must not take themselves for its children.
  for (const name of Object.keys(env))
    if (/^(NODE_OPTIONS|NODE_TEST_CONTEXT|ELECTRON_|VSCODE_|npm_)/.test(name)) delete env[name];
  const dirs = ['--server-data-dir', folders.server, '--extensions-dir', folders.extensions];
  if (options.install !== undefined)
    await runServer(['--accept-server-license-terms', '--install-extension', options.install, ...dirs], env);
  if (options.extension !== undefined) await placeExtension(options.extension, folders.extensions);
  const port = options.port ?? (await freePort());
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  if (options.settings?.['security.workspace.trust.enabled'] !== true) args.push('--disable-workspace-trust');
  if (options.smokeTest === true) args.push('--enable-smoke-test-driver');
  const child = spawn(editorPaths.node, [editorPaths.server, ...args, '--user-data-dir', folders.user, ...dirs], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    if (options.profile === undefined)
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await answering(`${address}/version`, () => child.exitCode);
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
  }
  const uri = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    address,
    stop,
    ended,
    output: () => output,
    extensions: folders.extensions,
    uri,
    /** Address of a window on `folder`; `payload` as VS Code's web workbench takes it. */
    page: (folder, payload = []) =>
      `${address}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify([['skipWelcome', 'true'], ...payload]))}`,
  };
}

/** Puts what the package would hold into the extensions folder: a copy, so that a later build does not pull it away. */
async function placeExtension(from, extensions) {
  const { publisher, name, version } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
  const to = join(extensions, `${publisher}.${name}-${version}`);
  await rm(extensions, { recursive: true, force: true });
  for (const part of ['package.json', 'dist', 'syntaxes', 'icon.png', 'README.md']) {
    if (existsSync(join(from, part))) await cp(join(from, part), join(to, part), { recursive: true });
  }
}

export async function chromiumPath() {
  const names = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = [process.env.CHROMIUM, ...names].find((path) => path !== undefined && existsSync(path));
  if (found === undefined)
    throw new Error(
      'There is no chromium here: the embedded editor is driven with Debian’s (apt-get install chromium).',
    );
  return found;
}

/** A browser driven by playwright; close it after use. */
export async function launchBrowser() {
  const { default: playwright } = await import(editorPaths.playwright);
  return playwright.chromium.launch({ executablePath: await chromiumPath(), args: CHROMIUM_FLAGS });
}

function runServer(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(editorPaths.node, [editorPaths.server, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`the editor ended with ${code}:\n${output}`)),
    );
  });
}

async function answering(url, exitCode, timeoutMs = 60_000) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    if (exitCode() !== null) throw new Error(`The editor ended at once with ${exitCode()}.`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`The editor did not answer within ${timeoutMs / 1000} s.`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
