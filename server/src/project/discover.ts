/**
 * From what a person points at (a folder, a tsconfig, files) to the texts that are to be analysed. It knows
 * no editor and no terminal, so `check` and the language server agree about what a project is.
 *
 * The rules, in short: a tsconfig (or jsconfig) decides by its `files`, `include`, `exclude`, `extends` and
 * `references`; without one, every TypeScript and JavaScript source below the folder counts. JavaScript counts
 * whether `allowJs` is set or not, because worker scripts often are plain JavaScript. Declarations,
 * dependencies, build output, minified files and files over `MAX_FILE_BYTES` are left out. A folder or file
 * that lies inside `node_modules` is read all the same: whoever names it means it. Nothing throws: what is
 * wrong is said in a note, and the rest goes on.
 */
import type { Note } from '../findings/finding.ts';
import { relativeClosure } from './closure.ts';
import type { ProjectFs } from './fs.ts';
import { listConfig, listFolder } from './list.ts';
import { baseName, folderOf, normalisePath } from './paths.ts';
import { isSourcePath } from './sources.ts';

/** Larger files are data or generated bundles; reading them would cost seconds and say nothing. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Project {
  /** The sources that were asked for, sorted by path, each once. */
  readonly files: readonly SourceFile[];
  /**
   * Sources that were not asked for but that the asked-for ones import or start as workers; only filled when
   * single files were given. They are analysed so that the others can be understood.
   */
  readonly context: readonly SourceFile[];
  /** The folders that the inputs stand for: for naming files relatively and for watching. */
  readonly roots: readonly string[];
  readonly notes: readonly Note[];
}

/** The same without the texts, for those who read them bit by bit. */
export interface ProjectListing {
  /** Sorted, each once; sizes are not looked at yet. */
  readonly paths: readonly string[];
  /** The single files among the inputs. */
  readonly single: readonly string[];
  readonly roots: readonly string[];
  readonly notes: readonly Note[];
}

/** Absolute paths in; an input that does not exist gives a note of kind `unreadable`. */
export function discoverProject(inputs: readonly string[], fs: ProjectFs): Project {
  const listing = listProject(inputs, fs);
  const notes = [...listing.notes];
  const read = (path: string): readonly SourceFile[] => {
    const result = readSource(path, fs);
    if (result.note !== undefined) notes.push(result.note);
    return result.file === undefined ? [] : [result.file];
  };
  const files = listing.paths.flatMap(read);
  const known = new Set(listing.paths);
  const given = new Set(listing.single);
  const context = relativeClosure(
    files.filter((file) => given.has(file.path)),
    fs,
  )
    .filter((path) => !known.has(path))
    .flatMap(read);
  return { files, context, roots: listing.roots, notes };
}

export function listProject(inputs: readonly string[], fs: ProjectFs): ProjectListing {
  const paths = new Set<string>();
  const single = new Set<string>();
  const roots = new Set<string>();
  const notes: Note[] = [];
  for (const input of inputs.map(normalisePath)) {
    const kind = fs.kind(input);
    if (kind === undefined) {
      notes.push(unreadable(input, `There is no file or folder ${input}.`));
    } else if (kind === 'folder') {
      roots.add(input);
      const listed = listFolder(input, fs);
      notes.push(...listed.notes);
      for (const path of listed.paths) paths.add(path);
    } else if (/\.json$/i.test(input)) {
      roots.add(folderOf(input));
      const listed = listConfig(input, fs);
      notes.push(...listed.notes);
      for (const path of listed.paths) paths.add(path);
    } else if (isSourcePath(input)) {
      roots.add(folderOf(input));
      paths.add(input);
      single.add(input);
    } else {
      notes.push(unreadable(input, `${baseName(input)} is neither a TypeScript or JavaScript source nor a tsconfig.`));
    }
  }
  return { paths: [...paths].sort(), single: [...single].sort(), roots: [...roots].sort(), notes };
}

/** One source's text, or why it is left out. */
export function readSource(
  path: string,
  fs: ProjectFs,
): { readonly file: SourceFile | undefined; readonly note: Note | undefined } {
  const size = fs.size(path);
  if (size !== undefined && size > MAX_FILE_BYTES) {
    const megabytes = (size / 1024 / 1024).toFixed(1);
    const message = `${baseName(path)} is left out: it has ${megabytes} MB, and files over ${MAX_FILE_BYTES / 1024 / 1024} MB are taken for data.`;
    return { file: undefined, note: { file: path, at: undefined, kind: 'too-large', message } };
  }
  const text = fs.readText(path);
  if (text === undefined) return { file: undefined, note: unreadable(path, `${path} cannot be read.`) };
  return { file: { path, text }, note: undefined };
}

function unreadable(file: string, message: string): Note {
  return { file, at: undefined, kind: 'unreadable', message };
}
