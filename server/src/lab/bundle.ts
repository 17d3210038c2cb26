/**
 * Makes one file that a bare Node can run out of the user's module and everything it imports, with checkpoints in all
 * of it, dependencies included (CPython checks in library code too).
 *
 * The bundler is `esbuild-wasm`: the same bytes on every platform, so that one packaged extension serves all of them.
 * It wants to start `node` from the PATH, which an editor does not have; it is started with our own executable instead.
 */
import { createRequire } from 'node:module';
import childProcess from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Loader, Plugin } from 'esbuild-wasm';
import { cutIntoSteps, type StepPoint } from './bank/steps.ts';
import { NAMES, REGISTER, STEP_NAMES, WRITE_NAMES } from './instrument/names.ts';
import { instrument } from './instrument/transform.ts';
import { parseModule, planTarget, type TargetPlan } from './target.ts';
import { LabProblem, type TargetRef } from './types.ts';

export interface BundleRequest {
  readonly file: string;
  readonly text: string;
  readonly target: TargetRef;
  readonly args: readonly unknown[] | undefined;
  /** Where the bundle is written; a temporary folder of the lab. */
  readonly outFile: string;
  /** `plain` is what the cost of checkpoints is measured against; `steps` is for threads on one heap (bank mode). */
  readonly form: 'checkpoints' | 'plain' | 'steps';
  /** For bank mode: with checkpoints look also between reading and writing, and say what the state is. */
  readonly bank?: boolean;
  /** Expression of bank mode; by default that of an `@invariant` tag. */
  readonly invariant?: string | undefined;
}

export interface BundleResult {
  readonly plan: TargetPlan;
  readonly strips: number;
  readonly checkpoints: number;
  /** Where steps end, in the order of their numbers; empty in other forms. */
  readonly points: readonly StepPoint[];
  /** Files of packages, which are left whole in the form `steps`. */
  readonly wholeFiles: number;
  /** Scripts of worker threads that were bundled beside. */
  readonly workers: number;
}

interface Counts {
  strips: number;
  checkpoints: number;
  wholeFiles: number;
  /** Path of a worker script to its bundle. */
  readonly workers: Map<string, string>;
  readonly points: StepPoint[];
}

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** @throws {LabProblem} `bundle-failed` with the first error and its place, or why the function cannot be run */
export async function bundleTarget(request: BundleRequest): Promise<BundleResult> {
  const esbuild = loadEsbuild();
  const plan = planTarget(parseModule(request.file, request.text), request.target, request.args);
  const invariant = request.invariant ?? plan.invariant;
  const check = invariant === null ? 'null' : `(self, results) => (${invariant})`;
  const judged = request.form === 'steps' || request.bank ? `, () => ({ ${plan.state.join(', ')} }), ${check}` : '';
  const text = `${request.text}\n;globalThis.${REGISTER}(${plan.access}${judged});\n`;
  const count: Counts = { strips: 0, checkpoints: 0, wholeFiles: 0, workers: new Map(), points: [] };
  const build = (entry: string, outfile: string, entryText: string | null): Promise<unknown> =>
    esbuild.build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      logLevel: 'silent',
      banner: { js: banner(request.form) },
      plugins: [sources(entryText === null ? null : { path: entry, text: entryText }, request, count)],
    });
  try {
    await build(request.file, request.outFile, text);
    // A script may start others: the map grows while it is gone through.
    for (const [script, outfile] of count.workers) await build(script, outfile, null);
  } catch (error) {
    throw bundleProblem(error);
  }
  return { plan, ...count, workers: count.workers.size };
}

/** Ends the bundler's own process; a run needs it only at its start. */
export async function stopBundler(): Promise<void> {
  await loadEsbuild().stop();
}

function banner(form: BundleRequest['form']): string {
  const names = Object.values(form === 'steps' ? STEP_NAMES : { ...NAMES, ...WRITE_NAMES });
  return [
    `import { createRequire as __il_createRequire } from 'node:module';`,
    `const require = __il_createRequire(import.meta.url);`,
    `const { ${names.join(', ')} } = globalThis;`,
  ].join('\n');
}

function sources(
  entry: { readonly path: string; readonly text: string } | null,
  request: BundleRequest,
  count: Counts,
): Plugin {
  const { form, outFile, bank = false } = request;
  /** The bundle of a worker's script, which is made after this one. */
  const workerOf = (from: string, specifier: string): string => {
    const script = resolve(dirname(from), specifier);
    const made = count.workers.get(script) ?? outFile.replace(/\.mjs$/, `.worker-${count.workers.size}.mjs`);
    count.workers.set(script, made);
    return pathToFileURL(made).href;
  };
  return {
    name: 'interleave-lab',
    setup(build) {
      // Native add-ons stay where they are.
      build.onResolve({ filter: /\.node$/ }, (args) => ({ path: resolve(args.resolveDir, args.path), external: true }));
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        const contents = path === entry?.path ? entry.text : await readFile(path, 'utf8');
        const loader = LOADERS[extname(path)] ?? 'js';
        const location = { url: pathToFileURL(path).href, file: path, folder: dirname(path) };
        const checkpoints = form === 'checkpoints';
        const first = instrument(parseModule(path, contents), {
          firstStrip: count.strips,
          checkpoints,
          atWrites: checkpoints && bank,
          location,
          onWorker: (specifier) => workerOf(path, specifier),
        });
        count.strips += first.strips;
        count.checkpoints += first.checkpoints;
        const isPackage = /[\\/]node_modules[\\/]/.test(path);
        if (form === 'steps' && isPackage) count.wholeFiles++;
        const cut =
          form === 'steps' && !isPackage ? cutIntoSteps(parseModule(path, first.code), count.points.length) : null;
        if (cut !== null) count.points.push(...cut.points);
        const result = cut ?? first;
        const map = Buffer.from(result.map).toString('base64');
        return {
          contents: `${result.code}\n//# sourceMappingURL=data:application/json;base64,${map}`,
          loader,
          resolveDir: dirname(path),
        };
      });
    },
  };
}

function bundleProblem(error: unknown): LabProblem {
  const failure = error as Partial<BuildFailure>;
  const first = failure.errors?.[0];
  if (first === undefined) return new LabProblem('bundle-failed', `The module could not be bundled: ${String(error)}`);
  const at = first.location
    ? ` (${basename(first.location.file)}:${first.location.line}:${first.location.column + 1})`
    : '';
  return new LabProblem('bundle-failed', `The module could not be bundled: ${first.text}${at}`);
}

let loaded: typeof import('esbuild-wasm') | null = null;

function loadEsbuild(): typeof import('esbuild-wasm') {
  if (loaded !== null) return loaded;
  const spawn = childProcess.spawn;
  const patched = (command: string, ...rest: unknown[]): unknown =>
    (spawn as (...all: unknown[]) => unknown)(command === 'node' ? process.execPath : command, ...rest);
  (childProcess as { spawn: unknown }).spawn = patched;
  loaded = requireEsbuild();
  return loaded;
}

/** Beside the program in a packaged extension, else among the dependencies of the program. */
function requireEsbuild(): typeof import('esbuild-wasm') {
  const base = typeof __filename === 'string' ? __filename : `${process.cwd()}/program.cjs`;
  let reason: unknown;
  for (const name of ['./esbuild-wasm/lib/main.js', 'esbuild-wasm']) {
    try {
      return createRequire(base)(name) as typeof import('esbuild-wasm');
    } catch (error) {
      reason = error;
    }
  }
  throw new LabProblem('bundle-failed', `The bundler of the lab (esbuild-wasm) is missing: ${String(reason)}`);
}
