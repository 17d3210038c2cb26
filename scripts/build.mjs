/**
 * Bundles everything that runs outside of a test runner into `dist/`: the extension, the language server and
 * its analysis thread, the command line, and the lab's child processes. Each is one file with its
 * dependencies inside, so that the package works without `node_modules`.
 *
 * `node scripts/build.mjs [--production] [--tests] [--watch]`
 */
import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const started = Date.now();

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  // VS Code 1.91, the oldest that is supported, runs extensions on Node 20.
  target: 'node20',
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  // `import.meta.url` has no meaning in a CommonJS bundle; sources use it to find their neighbours.
  define: { 'import.meta.url': '__bundleUrl', 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  // Reached by `require` at run time only in ways that the lab and the compiler guard themselves.
  external: ['vscode'],
  // Dual packages: the ES module form is the one that can be bundled statically (and shaken).
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/** TypeScript is large: one copy lies beside the bundles and is loaded by those that parse. */
const sharedTypeScript = {
  name: 'shared-typescript',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript.cjs', external: true }));
  },
};

const labEntries = (await list('server/src/lab')).filter((name) => /^entry-.*\.ts$/.test(name));
const entries = {
  client: 'client/src/extension.ts',
  server: 'server/src/main-lsp.ts',
  analysis: 'server/src/lsp/analysis-thread.ts',
  cli: 'server/src/cli/main.ts',
  ...Object.fromEntries(
    labEntries.map((name) => [`lab-${basename(name, '.ts').slice('entry-'.length)}`, `server/src/lab/${name}`]),
  ),
};

/** @type {Record<string, string>} */
const present = {};
for (const [name, path] of Object.entries(entries)) {
  if (existsSync(join(root, path))) present[name] = path;
  else console.log(`build: ${path} does not exist yet, dist/${name}.cjs is left out`);
}

// Old bundles go before a package is made; otherwise files are replaced one by one, as they may be in use.
if (production) await rm(join(root, 'dist'), { recursive: true, force: true });
const { cli, ...others } = present;
/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  { ...common, entryPoints: others, plugins: [sharedTypeScript] },
  // Minified in any case: nobody steps through it, and a fresh process has less to read.
  { ...common, entryPoints: { typescript: 'typescript' }, banner: {}, define: {}, minify: true, sourcemap: false },
];
if (cli !== undefined) {
  builds.push({
    ...common,
    entryPoints: { cli },
    plugins: [sharedTypeScript],
    banner: { js: `#!/usr/bin/env node\n${common.banner?.js}` },
  });
}
if (flags.has('--tests')) {
  builds.push({
    ...common,
    entryPoints: (await list('test/editor/suite'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `test/editor/suite/${name}`),
    outdir: 'dist/test',
    external: ['vscode', 'mocha'],
  });
}

if (flags.has('--watch')) {
  const contexts = await Promise.all(builds.map((build) => esbuild.context({ ...build, logLevel: 'info' })));
  await copyFiles();
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  try {
    await Promise.all(builds.map((build) => esbuild.build(build)));
  } catch {
    // esbuild has said what is wrong, with the place.
    process.exit(1);
  }
  await copyFiles();
  if (cli !== undefined) await chmod(join(root, 'dist/cli.cjs'), 0o755);
  console.log(`build: dist/ (${Object.keys(present).join(', ')}) in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** What lies beside the bundles: the rules' pages, which diagnostics link to, and the lab's bundler. */
async function copyFiles() {
  const copy = async (from, to) => {
    if (existsSync(join(root, from))) await cp(join(root, from), join(root, 'dist', to), { recursive: true });
  };
  await mkdir(join(root, 'dist'), { recursive: true });
  await copy('docs/rules', 'rules');
  // The lab bundles user code with esbuild's portable build, which finds its parts relative to itself.
  for (const part of [
    'package.json',
    'LICENSE.md',
    'bin',
    'lib/main.js',
    'esbuild.wasm',
    'wasm_exec.js',
    'wasm_exec_node.js',
  ]) {
    await copy(`node_modules/esbuild-wasm/${part}`, `node_modules/esbuild-wasm/${part}`);
  }
}

async function list(folder) {
  return existsSync(join(root, folder)) ? readdir(join(root, folder)) : [];
}
