/**
 * Which files of a folder are sources at all: not declarations, not minified, not built from others. A folder
 * walk sees build output beside its sources, and a finding in generated code would be shown twice or for nothing.
 */
import { baseName, folderOf } from './paths.ts';

const SOURCE = /\.([cm]?tsx?|[cm]?jsx?)$/i;
const DECLARATION = /\.d\.([cm]?ts|[^./]+\.ts)$/i;
const TYPESCRIPT = /\.[cm]?tsx?$/i;

export function isSourcePath(path: string): boolean {
  return SOURCE.test(path) && !/\.[cm](ts|js)x$/i.test(path) && !DECLARATION.test(path);
}

export function isTypeScriptPath(path: string): boolean {
  return TYPESCRIPT.test(path) && !DECLARATION.test(path);
}

export function isMinifiedPath(path: string): boolean {
  return /[.-]min\.[cm]?js$/i.test(path);
}

/** Never entered below a root: dependencies and the tools' own folders. */
export function isForeignFolder(name: string): boolean {
  return name === 'node_modules' || name === 'bower_components' || name === 'jspm_packages' || name.startsWith('.');
}

/** Folders that tools write to, when they lie directly in a package. */
export function isOutputFolderName(name: string): boolean {
  return /^(dist|out|build|coverage|lib-cov|esm|cjs)$/.test(name) || /^(dist|build)[-_.]/.test(name);
}

const stemOf = (path: string): string => path.replace(SOURCE, '');

/** Ends of file names in the order in which twins are preferred: sources before output, modules before scripts. */
const PREFERENCE = ['.ts', '.tsx', '.mts', '.cts', '.mjs', '.js', '.jsx', '.cjs'];
const rank = (path: string): number => PREFERENCE.findIndex((end) => path.toLowerCase().endsWith(end));

/**
 * Leaves out what is another file's output: `x.js` beside `x.ts`, and among the JavaScript files that `built`
 * knows as output, all but one of `x.mjs`, `x.js`, `x.cjs`, and of the same file in sibling folders `esm`, `cjs`.
 */
export function withoutTwins(paths: readonly string[], built: (path: string) => boolean): readonly string[] {
  const best = new Map<string, string>();
  for (const path of paths) {
    const known = best.get(stemOf(path));
    if (known === undefined || rank(path) < rank(known)) best.set(stemOf(path), path);
  }
  const folders = new Set(paths.map(folderOf));
  return paths.filter((path) => {
    const preferred = best.get(stemOf(path)) ?? path;
    if (preferred !== path && !isTypeScriptPath(path) && (isTypeScriptPath(preferred) || built(path))) return false;
    return !(built(path) && hasModuleTwin(path, folders));
  });
}

function hasModuleTwin(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = folderOf(path); at !== folderOf(at); at = folderOf(at)) {
    if (!/^(cjs|commonjs)$/.test(baseName(at))) continue;
    return ['esm', 'es', 'mjs', 'module'].some((name) =>
      folders.has(`${folderOf(at)}/${name}${folderOf(path).slice(at.length)}`),
    );
  }
  return false;
}
