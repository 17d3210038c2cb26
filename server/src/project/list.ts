/**
 * Lists the sources that a folder or a configuration stands for. In a folder with several configurations (a
 * monorepo) a file is in when any configuration above it takes it in; a file with none above it is in too.
 */
import type { Note } from '../findings/finding.ts';
import type { ProjectFs } from './fs.ts';
import { compileGlob, type Glob } from './globs.ts';
import { parseJsonc } from './jsonc.ts';
import { baseName, folderOf, isWithin, joinPath } from './paths.ts';
import {
  isForeignFolder,
  isMinifiedPath,
  isOutputFolderName,
  isSourcePath,
  isTypeScriptPath,
  withoutTwins,
} from './sources.ts';
import { CONFIG_NAMES, readConfig, type ProjectConfig } from './tsconfig.ts';

export interface Listing {
  readonly paths: readonly string[];
  readonly notes: readonly Note[];
}

export function listFolder(root: string, fs: ProjectFs): Listing {
  const walked = walk([root], fs);
  const notes: Note[] = [];
  const scopes: Scope[] = [];
  // Outer ones first: what an outer configuration excludes, an inner one does not bring back.
  for (const path of [...walked.configs].sort((a, b) => a.length - b.length)) {
    if (scopes.some((scope) => scope.excludes(path))) continue;
    addScopes(path, fs, notes, scopes);
  }
  const outside = scopes.flatMap((scope) => scope.bases).filter((base) => !isWithin(base, root));
  const beyond = outside.length > 0 ? walk(outside, fs) : undefined;
  const sources = [...walked.sources, ...(beyond?.sources ?? [])];
  const wanted = sources.filter((path) => {
    if (scopes.some((scope) => scope.claims(path))) return true;
    return !scopes.some((scope) => isWithin(path, folderOf(scope.config.path)));
  });
  const built = new Set([...walked.built, ...(beyond?.built ?? [])]);
  const kept = choose(wanted, built, root, fs);
  if (kept.length > 0 || sources.length === 0) return { paths: kept, notes };
  notes.push(emptyNote(scopes[0]?.config.path ?? root, root));
  return { paths: choose(sources, built, root, fs), notes };
}

export function listConfig(path: string, fs: ProjectFs): Listing {
  const notes: Note[] = [];
  const scopes: Scope[] = [];
  addScopes(path, fs, notes, scopes);
  const root = folderOf(path);
  if (scopes.length === 0) return { paths: listFolder(root, fs).paths, notes };
  const walked = walk([...new Set(scopes.flatMap((scope) => scope.bases))], fs);
  const claimed = walked.sources.filter((source) => scopes.some((scope) => scope.claims(source)));
  const paths = choose(claimed, walked.built, root, fs);
  if (paths.length === 0) notes.push(emptyNote(path, root));
  return { paths, notes };
}

const emptyNote = (file: string, root: string): Note => ({
  file,
  at: undefined,
  kind: 'config',
  message: `${baseName(file)} takes in no source file below ${root}.`,
});

/** One configuration as a question about paths. */
interface Scope {
  readonly config: ProjectConfig;
  /** Where a walk must start to see everything that it takes in. */
  readonly bases: readonly string[];
  claims(path: string): boolean;
  /** Excluded by its own words, not by default. */
  excludes(path: string): boolean;
}

function addScopes(path: string, fs: ProjectFs, notes: Note[], scopes: Scope[]): void {
  if (scopes.some((scope) => scope.config.path === path)) return;
  const result = readConfig(path, fs);
  notes.push(...result.notes);
  if (result.config === undefined) return;
  scopes.push(scopeOf(result.config));
  for (const reference of result.config.references) {
    if (fs.kind(reference) === 'file') addScopes(reference, fs, notes, scopes);
    else {
      const message = `${baseName(path)} refers to ${reference}, which does not exist. The rest of it is used.`;
      notes.push({ file: path, at: undefined, kind: 'config', message });
    }
  }
}

function scopeOf(config: ProjectConfig): Scope {
  const compile = ({ pattern, folder }: { readonly pattern: string; readonly folder: string }): Glob =>
    compileGlob(pattern, folder);
  const files = new Set((config.files ?? []).map(({ pattern, folder }) => joinPath(folder, pattern)));
  const defaultInclude = config.files === undefined ? [{ pattern: '**/*', folder: folderOf(config.path) }] : [];
  const include = (config.include ?? defaultInclude).map(compile);
  const exclude = (config.exclude ?? []).map(compile);
  const outDir = config.outDir;
  const isOutput = (path: string): boolean =>
    outDir !== undefined && outDir !== folderOf(config.path) && isWithin(path, outDir);
  const excludes = (path: string): boolean => exclude.some((glob) => glob.matches(path));
  return {
    config,
    bases: [
      ...include.map((glob) => (isSourcePath(glob.base) ? folderOf(glob.base) : glob.base)),
      ...[...files].map(folderOf),
    ],
    claims: (path) =>
      files.has(path) || (include.some((glob) => glob.matches(path)) && !excludes(path) && !isOutput(path)),
    excludes,
  };
}

interface Walked {
  readonly sources: readonly string[];
  readonly configs: readonly string[];
  /** JavaScript below an output folder of a package. */
  readonly built: ReadonlySet<string>;
}

function walk(roots: readonly string[], fs: ProjectFs): Walked {
  const sources = new Set<string>();
  const configs: string[] = [];
  const built = new Set<string>();
  const seen = new Set<string>();
  const pending = roots.map((folder) => ({ folder, output: false }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, output } = next;
    const real = fs.realPath(folder);
    if (seen.has(real)) continue;
    seen.add(real);
    const entries = fs.list(folder);
    const names = new Set(entries.map((entry) => entry.name));
    const isPackage = roots.includes(folder) || names.has('package.json');
    const config = CONFIG_NAMES.find((name) => names.has(name));
    if (config !== undefined) configs.push(joinPath(folder, config));
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      if (entry.kind === 'folder') {
        if (isForeignFolder(entry.name)) continue;
        pending.push({ folder: path, output: output || (isPackage && isOutputFolderName(entry.name)) });
      } else if (isSourcePath(path) && !isMinifiedPath(path)) {
        sources.add(path);
        if (output && !isTypeScriptPath(path)) built.add(path);
      }
    }
  }
  return { sources: [...sources].sort(), configs, built };
}

/** Leaves build output out, unless it is all that a (published) package has. */
function choose(paths: readonly string[], built: ReadonlySet<string>, root: string, fs: ProjectFs): readonly string[] {
  const isBuilt = (path: string): boolean => built.has(path);
  const sources = paths.filter((path) => !isBuilt(path));
  const hasSources = sources.some(
    (path) => isTypeScriptPath(path) || /\/(src|lib|source)\//.test(path.slice(root.length)),
  );
  const keepBuilt = sources.length === 0 || (!hasSources && entersOutput(root, built, fs));
  return withoutTwins(keepBuilt ? paths : sources, isBuilt);
}

/** Whether the package's own entry points lead into its output: then that is what people run, and mean. */
function entersOutput(root: string, built: ReadonlySet<string>, fs: ProjectFs): boolean {
  const text = fs.readText(joinPath(root, 'package.json'));
  const parsed = text === undefined ? undefined : parseJsonc(text);
  if (parsed?.ok !== true || typeof parsed.value !== 'object' || parsed.value === null) return false;
  const { main, module, exports, bin } = parsed.value as Record<string, unknown>;
  return leaves([main, module, exports, bin]).some((entry) => {
    const path = joinPath(root, entry);
    return built.has(path) || built.has(`${path}.js`) || built.has(`${path}/index.js`);
  });
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
