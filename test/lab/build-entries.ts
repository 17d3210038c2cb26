/** The lab's child programs must be files; tests that run from sources build them once per process, into a temporary folder. */
import { build } from 'esbuild';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const folder = mkdtempSync(join(tmpdir(), 'interleave-entries-'));
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
