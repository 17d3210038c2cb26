/**
 * The lab's child programs must be files; tests that run from sources build them once per process, into a folder of the project
 * (the bundler is looked for among the dependencies that lie above the program).
 */
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lab = fileURLToPath(new URL('../../server/src/lab', import.meta.url));
let built: Promise<string> | undefined;

/** Folder with `lab-runner.cjs` and its companions, removed when the process ends. */
export function labEntries(): Promise<string> {
  built ??= make();
  return built;
}

async function make(): Promise<string> {
  const output = fileURLToPath(new URL('../../test-output', import.meta.url));
  mkdirSync(output, { recursive: true });
  const folder = mkdtempSync(join(output, 'lab-entries-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const names = readdirSync(lab).filter((name) => /^entry-.*\.ts$/.test(name));
  await build({
    entryPoints: Object.fromEntries(
      names.map((name) => [`lab-${basename(name, '.ts').slice('entry-'.length)}`, join(lab, name)]),
    ),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
  return folder;
}
