/**
 * Reads of a tsconfig (or jsconfig) what decides which files are in the project, with `extends` followed and
 * `references` listed. Everything that is wrong becomes a note that says where and what to do; a broken
 * configuration never stops the analysis, because what it costs is precision about the file list only.
 */
import type { Note } from '../findings/finding.ts';
import type { ProjectFs } from './fs.ts';
import { parseJsonc } from './jsonc.ts';
import { baseName, folderOf, isAbsolutePath, joinPath, normalisePath } from './paths.ts';

/** Patterns keep the folder that they are relative to: `extends` moves them between files. */
export interface RootedPattern {
  readonly pattern: string;
  readonly folder: string;
}

export interface ProjectConfig {
  readonly path: string;
  readonly files: readonly RootedPattern[] | undefined;
  readonly include: readonly RootedPattern[] | undefined;
  readonly exclude: readonly RootedPattern[] | undefined;
  readonly outDir: string | undefined;
  /** Absolute paths of the referenced configurations. */
  readonly references: readonly string[];
}

export interface ConfigResult {
  /** Undefined when the file cannot be used at all. */
  readonly config: ProjectConfig | undefined;
  readonly notes: readonly Note[];
}

export const CONFIG_NAMES = ['tsconfig.json', 'jsconfig.json'] as const;

export function readConfig(path: string, fs: ProjectFs): ConfigResult {
  const notes: Note[] = [];
  const config = load(path, fs, notes, []);
  return { config, notes };
}

function note(file: string, message: string, offset?: number): Note {
  return { file, at: offset === undefined ? undefined : { file, start: offset, end: offset }, kind: 'config', message };
}

function load(path: string, fs: ProjectFs, notes: Note[], from: readonly string[]): ProjectConfig | undefined {
  if (from.includes(path)) {
    notes.push(
      note(path, `${baseName(path)} extends itself by way of ${from.map(baseName).join(', ')}; the circle is cut.`),
    );
    return undefined;
  }
  const text = fs.readText(path);
  if (text === undefined) {
    notes.push({ file: path, at: undefined, kind: 'unreadable', message: `The configuration ${path} cannot be read.` });
    return undefined;
  }
  // An empty file is a legal, empty configuration for tsc.
  const parsed = text.trim() === '' ? ({ ok: true, value: {} } as const) : parseJsonc(text);
  if (!parsed.ok) {
    const line = parsed.offset === undefined ? '' : ` on line ${text.slice(0, parsed.offset).split('\n').length}`;
    notes.push(
      note(
        path,
        `${baseName(path)} is not valid JSON${line}: ${parsed.message}. It is left aside, and the usual source files are read.`,
        parsed.offset,
      ),
    );
    return undefined;
  }
  if (!isRecord(parsed.value)) {
    notes.push(
      note(path, `${baseName(path)} does not hold an object. It is left aside, and the usual source files are read.`),
    );
    return undefined;
  }
  const raw = parsed.value;
  const folder = folderOf(path);
  const bases = strings(raw['extends'], 'extends', path, notes, true) ?? [];
  let inherited: ProjectConfig | undefined;
  for (const wanted of bases) {
    const basePath = resolveExtends(wanted, folder, fs);
    if (basePath === undefined) {
      notes.push(note(path, `${baseName(path)} extends ${wanted}, which cannot be found. The rest of it is used.`));
      continue;
    }
    const base = load(basePath, fs, notes, [...from, path]);
    if (base !== undefined) inherited = merge(inherited, base);
  }
  const rooted = (key: string): readonly RootedPattern[] | undefined =>
    strings(raw[key], key, path, notes, false)?.map((pattern) => ({
      pattern: inConfigDir(pattern, from[0] ?? path),
      folder,
    }));
  const options = isRecord(raw['compilerOptions']) ? raw['compilerOptions'] : {};
  const outDir = options['outDir'];
  const references = Array.isArray(raw['references']) ? raw['references'] : [];
  const own: ProjectConfig = {
    path,
    files: rooted('files'),
    include: rooted('include'),
    exclude: rooted('exclude'),
    outDir: typeof outDir === 'string' ? absolute(inConfigDir(outDir, from[0] ?? path), folder) : undefined,
    // References are not inherited: that is how tsc has it too.
    references: references.flatMap((reference) =>
      isRecord(reference) && typeof reference['path'] === 'string'
        ? [referencePath(absolute(reference['path'], folder), fs)]
        : [],
    ),
  };
  return inherited === undefined ? own : merge(inherited, own);
}

/** What `over` says wins; what it leaves open comes from `base`. */
function merge(base: ProjectConfig | undefined, over: ProjectConfig): ProjectConfig {
  if (base === undefined) return over;
  return {
    path: over.path,
    files: over.files ?? base.files,
    include: over.include ?? base.include,
    exclude: over.exclude ?? base.exclude,
    outDir: over.outDir ?? base.outDir,
    references: over.references,
  };
}

const absolute = (path: string, folder: string): string =>
  isAbsolutePath(path) ? normalisePath(path) : joinPath(folder, path);

const inConfigDir = (pattern: string, mainConfig: string): string =>
  pattern.replace(/^\$\{configDir\}/, folderOf(mainConfig));

const referencePath = (path: string, fs: ProjectFs): string =>
  fs.kind(path) === 'folder' ? joinPath(path, 'tsconfig.json') : path;

function resolveExtends(wanted: string, folder: string, fs: ProjectFs): string | undefined {
  const candidates = (path: string): readonly string[] => [path, `${path}.json`, joinPath(path, 'tsconfig.json')];
  const firstFile = (paths: readonly string[]): string | undefined => paths.find((path) => fs.kind(path) === 'file');
  if (wanted.startsWith('.') || isAbsolutePath(wanted)) return firstFile(candidates(absolute(wanted, folder)));
  for (let at = folder; ; at = folderOf(at)) {
    const found = firstFile(candidates(joinPath(at, `node_modules/${wanted}`)));
    if (found !== undefined) return found;
    if (folderOf(at) === at || at === '.') return undefined;
  }
}

function strings(
  value: unknown,
  key: string,
  path: string,
  notes: Note[],
  single: boolean,
): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (single && typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const good = value.filter((item): item is string => typeof item === 'string');
    if (good.length < value.length)
      notes.push(note(path, `"${key}" of ${baseName(path)} holds something that is no string; it is skipped.`));
    return good;
  }
  notes.push(note(path, `"${key}" of ${baseName(path)} should be a list of strings; it is left aside.`));
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
